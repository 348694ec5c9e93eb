"""``yugwon account``: who may sign in, as what; keys of programs."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened

if TYPE_CHECKING:
    from kb.curation.accounts import Account
    from kb.curation.people import Role

commands = typer.Typer(help="계정과 열쇠. / Accounts and keys.", rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]
Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role", metavar="ROLE", help="reader, staff, curator, publisher, evaluator, admin"
    ),
]
Region = Annotated[str | None, typer.Option(help="직원의 지역. / The region of staff.")]
Stdin = Annotated[
    bool,
    typer.Option(
        "--password-stdin", help="비밀번호를 표준입력에서. / Read the password from stdin."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="account")


@commands.command("list")
def list_(json: Json = False) -> None:
    """계정을 늘어놓습니다. / List the accounts.

    Example: yugwon account list
    """
    from kb.curation import accounts

    with opened(starter=False) as home:
        found = accounts.every(home.store)
        if json:
            output.emit([_json(a) for a in found])
            return
        for a in found:
            _print(a)
        output.console().print(f"계정 {len(found)}개 / {len(found)} accounts")


@commands.command("add")
def add(
    name: Name,
    role: Roles = None,
    region: Region = None,
    password_stdin: Stdin = False,
    no_password: Annotated[
        bool,
        typer.Option("--no-password", help="프록시로만 들어옴. / Signed in by a proxy alone."),
    ] = False,
    json: Json = False,
) -> None:
    """계정을 만듭니다. / Make an account; its password is asked for, or read from stdin.

    Example: yugwon account add 김담당 --role curator
    """
    from kb.curation import accounts

    password = "" if no_password else _password(password_stdin)
    with opened(starter=False) as home:
        made = accounts.add(
            home.store,
            name,
            _roles(role or []),
            region=region or "",
            password=password,
            by=getpass.getuser(),
        )
        output.emit(_json(made)) if json else _print(made)


@commands.command("change")
def change(
    name: Name,
    role: Roles = None,
    region: Region = None,
    active: Annotated[
        bool | None, typer.Option("--active/--ended", help="쓰거나 끝냄. / In use, or ended.")
    ] = None,
    json: Json = False,
) -> None:
    """역할·지역을 바꾸거나 끝냅니다. / Change roles or region, or end the account.

    Example: yugwon account change 김담당 --role curator --role evaluator
    """
    from kb.curation import accounts

    with opened(starter=False) as home:
        made = accounts.change(
            home.store,
            name,
            by=getpass.getuser(),
            roles=_roles(role) if role else None,
            region=region,
            active=active,
        )
        output.emit(_json(made)) if json else _print(made)


@commands.command("password")
def password(name: Name, password_stdin: Stdin = False, json: Json = False) -> None:
    """비밀번호를 바꿉니다. 열린 세션은 끝납니다. / Set a password; open sessions end.

    Example: yugwon account password 김담당
    """
    from kb.curation import accounts

    given = _password(password_stdin)
    with opened(starter=False) as home:
        made = accounts.change(home.store, name, by=getpass.getuser(), password=given)
        output.emit(_json(made)) if json else _print(made)


@commands.command("key")
def key(
    name: Name,
    label: Annotated[str, typer.Option(help="열쇠의 이름. / What the key is for.")] = "key",
    end: Annotated[bool, typer.Option("--end", help="끝냄. / End the keys of the label.")] = False,
    json: Json = False,
) -> None:
    """HTTP 열쇠를 만듭니다. 이때만 보입니다. / Make a key for HTTP, shown this once.

    Example: yugwon account key 김담당 --label "업무 도우미"
    """
    from kb.curation import tokens

    with opened(starter=False) as home:
        who = getpass.getuser()
        if end:
            ended = tokens.end_key(home.store, name, label, by=who)
            said = {"name": name, "label": label, "ended": ended}
            output.emit(said) if json else output.console().print(f"{ended}개를 끝냄 / ended")
            return
        made = tokens.make_key(home.store, name, label, by=who)
        if json:
            output.emit({"name": name, "label": label, "key": made})
        else:
            output.console().print(made, markup=False)


def _roles(given: list[str]) -> list[Role]:
    from kb.curation.people import Role
    from kb.errors import BadInput

    wrong = [r for r in given if r not in tuple(Role)]
    if wrong or not given:
        known = ", ".join(Role)
        said = ", ".join(wrong) or "—"
        raise BadInput(f"없는 역할입니다: {said} (있는 것: {known})", f"roles: {known}")
    return [Role(r) for r in given]


def _password(stdin: bool) -> str:
    from kb.errors import BadInput

    if stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise BadInput(
            "비밀번호를 물을 수 없습니다 (--password-stdin)", "cannot ask for it (--password-stdin)"
        )
    first = getpass.getpass("비밀번호 / password: ")
    if getpass.getpass("다시 / again: ") != first:
        raise BadInput("두 비밀번호가 다릅니다", "the two differ")
    return first


def _json(a: Account) -> dict[str, Any]:
    return {
        "name": a.name,
        "roles": sorted(r.value for r in a.roles),
        "region": a.region,
        "active": a.active,
        "locked": a.locked,
        "password": a.password,
    }


def _print(a: Account) -> None:
    roles = ", ".join(sorted(r.value for r in a.roles))
    state = "" if a.active else " (끝남 / ended)"
    state += " (잠김 / locked)" if a.locked else ""
    output.console().print(f"{a.name}  {roles}  {a.region}{state}", markup=False)

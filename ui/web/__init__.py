"""The page of ``yugwon serve``, in Gradio."""

"""The screens: the only place that knows Streamlit and Plotly."""

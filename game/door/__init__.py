"""Routes in front of Streamlit's page: titles, cards of links, unknown addresses, static files."""

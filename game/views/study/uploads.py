"""Streamlit's field for uploads, with one role instead of two that contradict each other."""

import streamlit as st

# The drop zone calls itself "presentation" and yet has a name and takes the focus: screen readers
# are told either to skip it or to read it. It is a group.
_healer = st.components.v2.component(
    "turbofan_upload_zone",
    html="<span></span>",
    js="""
    export default function ({ parentElement }) {
      const page = parentElement.closest(".st-key-page");
      const zones = '[data-testid="stFileUploaderDropzone"][role="presentation"]';
      const heal = () => page.querySelectorAll(zones).forEach((one) => (one.role = "group"));
      const drawn = new MutationObserver(heal);
      drawn.observe(page, { childList: true, subtree: true });
      heal();
      return () => drawn.disconnect();
    }
    """,
    isolate_styles=False,
)


def heal_upload_zones() -> None:
    """Give the drop zones of this page, now and later, a role that fits; drawn once, at its end."""
    _healer(key="upload-zones")

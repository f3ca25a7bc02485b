"""Who is let in, and how."""


def test_a_link_opens_the_page_once(served, opened):
    page = opened(served)
    assert page.title() == "Screen a table"
    link = served.another_link()
    assert opened(served, link).title() == "Screen a table"
    other = opened(served, link, may_complain=True)
    assert "was used already" in other.inner_text("body")


def test_a_table_that_is_dropped_is_screened(served, opened):
    page = opened(served)
    page.set_input_files("#files", "examples/visa/visa.xlsx")
    page.wait_for_url("**/reading")

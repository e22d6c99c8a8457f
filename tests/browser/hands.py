"""People at a keyboard, for tests of the newsroom's day and night."""

from tests.browser.test_model_page import sign_in

MOST_TABS, MOST_CHOICES = 150, 12


class Hands:
    """Somebody at a keyboard: what cannot be reached by Tab, or does not answer to keys, fails the test."""

    def __init__(self, page, stage, person=None):
        """`person`: who is signed in; without, somebody from outside."""
        self.page, self.stage, self.keys = page, stage, page.keyboard
        if person:
            sign_in(page, stage, person)

    def open(self, path):
        self.page.goto(f"{self.stage.url}{path}")

    def story(self, article):
        self.open(f"/desk/articles/article/{article.pk}/change/")
        self.page.wait_for_selector(".movebar")

    def reach(self, wanted):
        """Tab until it has the focus."""
        one = wanted.first
        one.wait_for()
        found = one.element_handle()  # looked up once: a name is dear to compute at every step
        for _tab in range(MOST_TABS):
            if found.evaluate("one => one === document.activeElement"):
                return
            self.keys.press("Tab")
        raise AssertionError(f"{wanted} is not reached by Tab in {MOST_TABS} steps")

    def press(self, name, role="button"):
        """The button or link of this name, by Enter; returns on the page it leads to."""
        self.reach(self.page.get_by_role(role, name=name))
        with self.page.expect_navigation():
            self.keys.press("Enter")

    def move(self, name):
        """A move that stands behind `⋯`, or beside it."""
        if not self.page.get_by_role("button", name=name).first.is_visible():
            self.reach(self.page.get_by_role("button", name="Langkah lain"))
            self.keys.press("Enter")
        self.press(name)

    def type(self, label, words, within=None):
        self.reach((within or self.page).get_by_label(label))
        self.keys.press("Control+a")
        self.keys.type(words)

    def choose(self, label, words):
        """In a list of choices, by the first letters of one."""
        self.reach(self.page.get_by_label(label))
        self.keys.type(words)

    def write(self, place, words):
        """Into the text, from its beginning or its end."""
        self.reach(self.page.locator(".ProseMirror[role=textbox]"))
        # As it takes the focus the editor puts its own selection back, 20 ms later: no hand is that quick.
        self.page.evaluate("() => new Promise((done) => setTimeout(done, 60))")
        self.keys.press(place)
        self.keys.type(words)

    def save(self):
        with self.page.expect_navigation():
            self.keys.press("Control+s")

    def tick(self, label):
        """One of several choices: Tab comes to the group, arrows to the choice."""
        wanted = self.page.get_by_label(label).element_handle()
        name = wanted.get_attribute("name")
        chosen = self.page.locator(f"input[name={name}]:checked")
        self.reach(chosen if chosen.count() else self.page.locator(f"input[name={name}]"))
        self.keys.press("Space")
        for _choice in range(MOST_CHOICES):
            if wanted.is_checked():
                return
            self.keys.press("ArrowDown")
        raise AssertionError(f"{label} is not reached by arrows")

    def moment(self, label, when):
        """A date and time, part by part, as this browser's own language asks for them: English, whatever the page's."""
        self.reach(self.page.get_by_label(label))
        self.keys.type(when.strftime("%m%d%Y"))
        self.keys.press("ArrowRight")
        self.keys.type(when.strftime("%I%M%p"))

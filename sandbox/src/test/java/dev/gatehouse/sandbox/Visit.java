package dev.gatehouse.sandbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;

/** One person's visit to the pages, signed in through Keycloak; closing it ends the session and checks that no page complained. */
final class Visit implements AutoCloseable {

    private static final int MOST_TABS = 150;
    private static final int PHONE_PIXELS = 390;
    private static final int GUIDE_PIXELS = 760;
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Path GUIDES =
            "docs".equals(System.getenv("GATEHOUSE_PICTURES")) ? Path.of("..", "docs", "images") : SCREENSHOTS;
    private static final boolean PICTURES = System.getenv("GATEHOUSE_PICTURES") != null;

    private static final String FOCUS_SHOWS =
            "e => { const s = getComputedStyle(e); return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none'; }";

    /** What the browser says of every answer of 400 and above, which is no fault of the page. */
    private static final Pattern REFUSED =
            Pattern.compile("Failed to load resource: the server responded with .* 4\\d\\d .*");

    private final Page page;
    private final URI home;
    private final List<String> complaints = new ArrayList<>();

    private Visit(Page page, URI home) {
        this.page = page;
        this.home = home;
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")
                    && !REFUSED.matcher(message.text()).matches()) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
    }

    /** Somebody who has not signed in, on the landing page. */
    static Visit ofNobody(Chromium chromium, RunningSandbox sandbox) {
        Visit visit = new Visit(chromium.page(), sandbox.governance());
        visit.open("/");
        return visit;
    }

    /** Somebody who signed in, on their home page. */
    static Visit of(String person, Chromium chromium, RunningSandbox sandbox) {
        Visit visit = ofNobody(chromium, sandbox);
        visit.page
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        visit.isAtTheLoginOf(sandbox);
        visit.page.locator("#username").fill(person);
        visit.page.locator("#password").fill(RunningSandbox.PEOPLES_PASSWORD);
        visit.page.keyboard().press("Enter");
        assertThat(visit.page).hasURL(sandbox.governance() + "/ui");
        return visit;
    }

    /** The browser was sent to Keycloak's login page. */
    void isAtTheLoginOf(RunningSandbox sandbox) {
        page.waitForURL(url -> url.startsWith(sandbox.issuer().toString()));
        assertThat(page.locator("#password")).isVisible();
    }

    Page page() {
        return page;
    }

    /** Opens one of our pages. */
    Visit open(String path) {
        page.navigate(home + path);
        return this;
    }

    /** The part of the page with that name, which its heading gives. */
    Locator part(String name) {
        return page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Goes on with the Tab key until that element has the focus. */
    void tabTo(Locator element) {
        assertThat(element).isVisible();
        for (int i = 0; i < MOST_TABS; i++) {
            page.keyboard().press("Tab");
            if ((Boolean) element.evaluate("e => e === document.activeElement")) {
                return;
            }
        }
        throw new AssertionError(element + " was not reached with " + MOST_TABS + " presses of Tab on " + page.url());
    }

    /** Goes to that link or button by Tab, sees that the focus shows there, and presses Enter; what opens reads well. */
    void follow(Locator element) {
        tabTo(element);
        Assertions.assertThat((Boolean) element.evaluate(FOCUS_SHOWS))
                .as("the focus shows on %s of %s", element, page.url())
                .isTrue();
        String here = page.url();
        page.keyboard().press("Enter");
        page.waitForURL(there -> !there.equals(here));
        readsWell();
    }

    /**
     * A screen reader meets the page in order: a link to skip to the content comes first, each landmark is there once or has a name of its
     * own, and headings begin with one of level 1 and leave no level out. What went wrong is told before them, under a heading of its own.
     */
    void readsWell() {
        Assertions.assertThat((String) page.evaluate("document.querySelector('a').className"))
                .as("the first link of %s", page.url())
                .isEqualTo("skip");
        for (AriaRole once : List.of(AriaRole.BANNER, AriaRole.MAIN, AriaRole.CONTENTINFO)) {
            assertThat(page.getByRole(once)).hasCount(1);
        }
        @SuppressWarnings("unchecked")
        List<String> navigations = (List<String>)
                page.evaluate("[...document.querySelectorAll('nav')].map(n => n.getAttribute('aria-label') || '')");
        Assertions.assertThat(navigations)
                .as("names of the navigations of %s", page.url())
                .doesNotContain("")
                .doesNotHaveDuplicates();
        @SuppressWarnings("unchecked")
        List<Integer> levels = (List<Integer>)
                page.evaluate(
                        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(h => h.checkVisibility() && !h.closest('[role=alert]')).map(h => +h.tagName[1])");
        int before = 0;
        for (int level : levels) {
            Assertions.assertThat(level)
                    .as("levels of the headings of %s: %s", page.url(), levels)
                    .isLessThanOrEqualTo(before + 1);
            before = level;
        }
    }

    /** The page as it is now has no violation that axe finds, and needs no scrolling sideways, on a phone neither. */
    void isAccessible() {
        Assertions.assertThat(Axe.violations(page)).as("axe on %s", page.url()).isEmpty();
        int width = page.viewportSize().width;
        int height = page.viewportSize().height;
        for (int pixels : new int[] {PHONE_PIXELS, width}) {
            page.setViewportSize(pixels, height);
            Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth"))
                    .as("width of %s in a window of %d pixels", page.url(), pixels)
                    .isEqualTo(pixels);
        }
    }

    /** As it is now, every text can be read by who has their system set to dark colours. */
    void isReadableInTheDark(String name) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        Assertions.assertThat(Axe.violations(page, "color-contrast"))
                .as("axe on %s in dark colours", page.url())
                .isEmpty();
        picture(name + "-dark");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    /** Keeps a picture of the whole page for people to look at, where they want pictures: each takes half a second. */
    void picture(String name) {
        if (!PICTURES) {
            return;
        }
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    /** Keeps a picture of the upper part of the window, for the guides: 1280 pixels across, in light colours. */
    void guidePicture(String name) {
        if (!PICTURES) {
            return;
        }
        byte[] seen =
                page.screenshot(new Page.ScreenshotOptions().setClip(0, 0, page.viewportSize().width, GUIDE_PIXELS));
        SmallPng.write(seen, GUIDES.resolve(name + ".png"));
    }

    /** The same from that element on. */
    void guidePicture(String name, Locator from) {
        if (!PICTURES) {
            return;
        }
        from.evaluate("e => window.scrollTo(0, e.getBoundingClientRect().top + window.scrollY - 12)");
        guidePicture(name);
    }

    /** The same as a phone shows it. */
    void pictureOnPhone(String name) {
        if (!PICTURES) {
            return;
        }
        int width = page.viewportSize().width;
        int height = page.viewportSize().height;
        page.setViewportSize(PHONE_PIXELS, height);
        picture(name + "-phone");
        page.setViewportSize(width, height);
    }

    @Override
    public void close() {
        page.context().close();
        Assertions.assertThat(complaints).as("what the browser complained of").isEmpty();
    }
}

package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Goes through all pages by their links, each kind of page once for each person; pages that differ only by what they are about are one kind.
 * Whoever sees a link may open it, and each kind is looked at with axe, in light and dark colours, and on a phone.
 */
final class Walk {

    /** More would mean that something is taken for a kind of its own that is none. */
    private static final int MOST_KINDS = 120;

    private static final Pattern SUBJECTS =
            Pattern.compile("(?<=^/ui/(?:models|packs)/)[^/]+|(?<=/(?:gates|texts|versions)/)[^/]+");
    private static final Pattern ROUTES = Pattern.compile("(?<=^/ui/routes/)[^/]+/[^/]+");
    private static final Pattern IDS = Pattern.compile("(?<=/)(?:[0-9]+|(?:sha256:|[0-9a-f]{8}-)[0-9a-f-]+)(?=/|$)");

    /** Documents, which browsers keep or which allow no script; sign-out. */
    private static final Pattern NO_PAGE = Pattern.compile(".*/[^/]*[.][a-z0-9.]+|.*/(?:sign-out|logout)");

    private final Set<String> seen = new TreeSet<>();

    /** The kinds of pages that were looked at, as {@code /ui/models/*}. */
    Set<String> seen() {
        return seen;
    }

    /**
     * Goes as far as this person's links lead.
     *
     * @param asked pages to which a form leads and no link; each is a kind of its own
     */
    void of(String person, Visit visit, String... asked) {
        Set<String> known = new HashSet<>();
        ArrayDeque<String> ahead = new ArrayDeque<>();
        known.add("/ui");
        ahead.add("/ui");
        ahead.addAll(List.of(asked));
        while (!ahead.isEmpty()) {
            String path = ahead.remove();
            if (!opens(visit, path)) {
                continue;
            }
            Page page = visit.page();
            assertThat(page.locator(".problem").count())
                    .as("%s was led to %s, which says: %s", person, path, page.title())
                    .isZero();
            assertThat(page.locator("h1").count())
                    .as("headings of level 1 of %s", path)
                    .isEqualTo(1);
            String kind = List.of(asked).contains(path) ? path : kindOf(path);
            if (seen.add(kind) || kind.equals("/ui")) {
                look(visit, person, kind);
            }
            for (String link : links(page)) {
                if (known.add(kindOf(link))) {
                    ahead.add(link);
                }
            }
            assertThat(known).as("kinds of pages").hasSizeLessThan(MOST_KINDS);
        }
    }

    /** Whether the browser shows it; what it keeps as a file instead is no page. */
    private static boolean opens(Visit visit, String path) {
        try {
            visit.open(path);
            return true;
        } catch (PlaywrightException e) {
            if (e.getMessage().contains("Download is starting")) {
                return false;
            }
            throw e;
        }
    }

    private static void look(Visit visit, String person, String kind) {
        visit.readsWell();
        visit.isAccessible();
        String name = "walk-" + person + kind.replaceFirst("^/ui", "").replaceAll("[^a-z0-9]+", "-");
        visit.picture(name);
        visit.pictureOnPhone(name);
        visit.isReadableInTheDark(name);
    }

    /** Addresses of our pages, as the links of this one say them. */
    private static List<String> links(Page page) {
        @SuppressWarnings("unchecked")
        List<String> all = (List<String>)
                page.evaluate("[...document.querySelectorAll('a[href]:not([download])')].map(a => a.href)");
        String home = URI.create(page.url()).resolve("/").toString();
        List<String> ours = new ArrayList<>();
        for (String link : all) {
            if (link.startsWith(home + "ui")) {
                String path = link.substring(home.length() - 1).replaceFirst("#.*", "");
                if (!NO_PAGE.matcher(path.replaceFirst("[?].*", "")).matches()) {
                    ours.add(path);
                }
            }
        }
        return ours;
    }

    static String kindOf(String path) {
        String kind = path.replaceFirst("[?].*", "");
        kind = ROUTES.matcher(kind).replaceAll("*/*");
        kind = SUBJECTS.matcher(kind).replaceAll("*");
        return IDS.matcher(kind).replaceAll("*");
    }
}

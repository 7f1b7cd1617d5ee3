package dev.gatehouse.sandbox;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.util.List;

/**
 * What axe-core finds wrong on a page. Its own wrapper for Java has its half megabyte of source read twice for each look, the second time in
 * a page that it opens for that, and brings home all that is right as well: this takes a fifth of its time for the same findings.
 */
final class Axe {

    private static final String LOOK = """
            async rules => {
              const options = {resultTypes: ['violations']};
              if (rules.length > 0) {
                options.runOnly = {type: 'rule', values: rules};
              }
              const {violations, passes} = await axe.run(document, options);
              return [String(violations.length + passes.length)].concat(
                  violations.flatMap(v => v.nodes.map(n => `${v.id} (${v.help}) at ${n.target.join(' ')}: ${n.failureSummary}`.replace(/\\s+/g, ' '))));
            }""";

    private Axe() {}

    /** What breaks one of those rules, or any if none is named, a line each. */
    static List<String> violations(Page page, String... rules) {
        if (page.frames().size() > 1) {
            throw new AssertionError(page.url() + " has frames, into which this does not look");
        }
        if (!(Boolean) page.evaluate("typeof axe === 'object'")) {
            page.evaluate(AxeBuilder.getAxeScript());
        }
        @SuppressWarnings("unchecked")
        List<String> found = (List<String>) page.evaluate(LOOK, List.of(rules));
        if (found.get(0).equals("0")) {
            throw new AssertionError("axe looked at nothing on " + page.url());
        }
        return found.subList(1, found.size());
    }
}

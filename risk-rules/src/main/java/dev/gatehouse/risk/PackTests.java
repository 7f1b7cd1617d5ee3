package dev.gatehouse.risk;

import dev.gatehouse.risk.Assessment.Status;
import dev.gatehouse.risk.Condition.Truth;
import dev.gatehouse.risk.PackContent.PackTest;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs a pack's own tests on the pack alone. A rule that no test sees fire, or none sees held back by known facts, is itself a
 * problem: nobody has shown that it says what its author means.
 */
final class PackTests {
    private PackTests() {}

    static void run(PackContent pack, RuleLines lines, Problems problems) {
        Set<String> fired = new TreeSet<>();
        Set<String> heldBack = new TreeSet<>();
        for (PackTest test : pack.tests()) {
            try {
                run(pack, test, problems);
            } catch (InvalidFactsException e) {
                e.problems().forEach(problem -> fail(problems, test, "fact " + problem));
            } catch (IllegalStateException e) {
                fail(problems, test, e.getMessage());
            }
            fired.addAll(test.fires());
            heldBack.addAll(test.doesNotFire());
        }
        for (Rule rule : pack.rules()) {
            if (!fired.contains(rule.id())) {
                problems.add(lines.of(rule.id()), rule.id(), "no test lists it under fires; add one");
            }
            if (!heldBack.contains(rule.id())) {
                problems.add(lines.of(rule.id()), rule.id(), "no test lists it under does_not_fire; add a near miss");
            }
        }
    }

    /** Tells on which line a rule begins. */
    interface RuleLines {
        int of(String rule);
    }

    private static void run(PackContent pack, PackTest test, Problems problems) throws InvalidFactsException {
        FactValues facts = FactValues.of(pack.facts(), test.facts());
        Evaluation found = Evaluation.of(Set.of(pack), facts, test.on(), Optional.empty());
        for (String rule : test.fires()) {
            expect(problems, test, rule, truthOf(pack, found, rule), Truth.TRUE, "fire");
        }
        for (String rule : test.doesNotFire()) {
            expect(problems, test, rule, truthOf(pack, found, rule), Truth.FALSE, "not fire");
        }
        test.tier()
                .filter(tier -> tier != found.tier())
                .ifPresent(tier -> fail(problems, test, "expects tier " + tier + " but it is " + found.tier()));
        // A tier that missing facts could still raise is not yet a tier.
        Status expected = test.status()
                .orElse(
                        test.tier().isEmpty()
                                ? found.status()
                                : statusFor(test.tier().get()));
        if (expected != found.status()) {
            fail(
                    problems,
                    test,
                    "expects status " + expected + " but it is " + found.status()
                            + (found.missingNames().isEmpty()
                                    ? ""
                                    : "; missing: " + String.join(", ", found.missingNames())));
        }
        test.points().ifPresent(points -> {
            int reached = found.score().map(Assessment.Score::points).orElse(0);
            if (reached != points) {
                fail(problems, test, "expects " + points + " points but it is " + reached);
            }
        });
        test.legalClasses().ifPresent(classes -> {
            Set<String> reached = new TreeSet<>();
            found.legalClasses().forEach(legalClass -> reached.add(legalClass.id()));
            if (!reached.equals(classes)) {
                fail(problems, test, "expects legal classes " + classes + " but they are " + reached);
            }
        });
        test.missing()
                .filter(names -> !names.equals(found.missingNames()))
                .ifPresent(names -> fail(
                        problems, test, "expects missing facts " + names + " but they are " + found.missingNames()));
    }

    private static Truth truthOf(PackContent pack, Evaluation found, String id) {
        return pack.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .map(found::truthOf)
                .findFirst()
                .orElse(null);
    }

    private static Status statusFor(Tier tier) {
        return tier == Tier.PROHIBITED ? Status.PROHIBITED : Status.ASSESSED;
    }

    private static void expect(
            Problems problems, PackTest test, String rule, Truth found, Truth expected, String verb) {
        if (found == null) {
            fail(problems, test, "names rule " + rule + ", which this pack does not have");
        } else if (found != expected) {
            String instead = found == Truth.UNKNOWN
                    ? "it waits for missing facts"
                    : "it does" + (found == Truth.TRUE ? "" : " not");
            problems.add(test.line(), rule, "test '" + test.name() + "' expects it to " + verb + " but " + instead);
        }
    }

    private static void fail(Problems problems, PackTest test, String reason) {
        problems.add(test.line(), "", "test '" + test.name() + "' " + reason);
    }
}

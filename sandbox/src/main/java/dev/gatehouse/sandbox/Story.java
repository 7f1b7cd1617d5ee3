package dev.gatehouse.sandbox;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * What the demo tells: steps in order, each of which acts through the public APIs, checks that what came back is as told, and says what
 * it did and measured. The first step that comes out otherwise ends the story.
 */
final class Story {

    /** One step: a title and what is done under it. */
    record Step(String title, Act act) {}

    /** What a step does; it gives the lines that are printed under its title. */
    @FunctionalInterface
    interface Act {
        List<String> play(RunningSandbox sandbox) throws Exception;
    }

    /** A step came out otherwise than told. */
    static final class Otherwise extends Exception {
        private static final long serialVersionUID = 1L;

        Otherwise(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final List<Step> steps;
    private final Act tour;

    /** @param tour what to look at oneself, once all steps were as told */
    Story(List<Step> steps, Act tour) {
        this.steps = List.copyOf(steps);
        this.tour = tour;
    }

    /** The story of {@code credit-default}. */
    static Story ofCreditDefault() {
        CreditStory credit = new CreditStory();
        return new Story(credit.steps(), credit::tour);
    }

    /** Holds what came back against what was told. */
    static void expect(String what, Object told, Object found) throws Otherwise {
        if (!told.equals(found)) {
            throw new Otherwise(what + ": told " + told + ", found " + found, null);
        }
    }

    /**
     * Plays all steps.
     *
     * @return where to look for oneself, one line each
     * @throws Otherwise at the first step that is not as told, naming it
     */
    List<String> play(RunningSandbox sandbox, PrintStream out) throws Otherwise {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            out.println();
            out.println((i + 1) + ". " + step.title());
            long begin = System.nanoTime();
            try {
                for (String line : step.act().play(sandbox)) {
                    out.println("   " + line);
                }
            } catch (Exception e) {
                throw new Otherwise(
                        "step " + (i + 1) + " (" + step.title() + ") is not as told: "
                                + (e instanceof Otherwise ? e.getMessage() : e.toString()),
                        e);
            }
            out.println(String.format(Locale.ROOT, "   (%.1f s)", (System.nanoTime() - begin) / 1e9));
        }
        try {
            return tour.play(sandbox);
        } catch (Exception e) {
            throw new Otherwise("the tour cannot be told: " + e, e);
        }
    }
}

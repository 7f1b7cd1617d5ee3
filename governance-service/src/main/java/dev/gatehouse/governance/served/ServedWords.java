package dev.gatehouse.governance.served;

import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.served.ServedThen.Deployment;
import dev.gatehouse.governance.served.ServedThen.Part;
import dev.gatehouse.governance.served.ServedThen.Target;
import dev.gatehouse.governance.served.ServedThen.Word;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a route served, in one or two sentences. */
final class ServedWords {

    private ServedWords() {}

    static String of(Deployment deployment, List<Target> targets, Deployment next) {
        if (deployment == null) {
            return "Nothing was deployed on this route yet."
                    + (next == null ? "" : " The first deployment followed on " + Wording.utc(next.at()) + ".");
        }
        Target primary = targets.get(0);
        Optional<Target> fallback =
                targets.stream().filter(t -> t.part() == Part.FALLBACK).findFirst();
        if (primary.admits()) {
            return primary.version() + " served by the word of " + whose(primary) + "."
                    + fallback.map(other -> " " + other.version()
                                    + (other.admits()
                                            ? " answered the calls that its permit did not admit, by the word of "
                                                    + whose(other) + "."
                                            : " was its fallback, and the gate of that one was closed."))
                            .orElse("");
        }
        String closed = "The gate of " + primary.version() + " was closed: its permit was "
                + Wording.words(primary.state()).toLowerCase(Locale.ROOT) + " since " + Wording.utc(primary.since())
                + (primary.by() == null ? "" : ", by " + primary.by()) + ".";
        return closed
                + fallback.filter(Target::admits)
                        .map(other -> " " + other.version() + " answered instead, by the word of " + whose(other) + ".")
                        .orElse(" Nothing served on this route.");
    }

    private static String whose(Target target) {
        String people = target.words().stream().map(Word::person).distinct().collect(Collectors.joining(", "));
        return (target.basis().equals("emergency") ? "two people in an emergency" : "the board")
                + (people.isEmpty() ? "" : " (" + people + ")");
    }
}

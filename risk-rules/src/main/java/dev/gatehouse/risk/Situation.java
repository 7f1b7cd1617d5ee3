package dev.gatehouse.risk;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.IdentityHashMap;
import java.util.Map;

/** The facts of one use case on one day, and what the conditions asked so far have answered; for one evaluation. */
final class Situation {
    private final FactValues facts;
    private final Instant assessedOn;
    private final Map<Condition, Condition.Outcome> answers = new IdentityHashMap<>(256);

    Situation(FactValues facts, LocalDate on) {
        this.facts = facts;
        this.assessedOn = on.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    FactValues facts() {
        return facts;
    }

    /** Midnight UTC at which the day assessed for begins. */
    Instant assessedOn() {
        return assessedOn;
    }

    /** The condition's answer; asked again it costs nothing, and terms are asked again and again. */
    Condition.Outcome ask(Condition condition) {
        Condition.Outcome answer = answers.get(condition);
        if (answer == null) {
            answer = condition.evaluate(this);
            answers.put(condition, answer);
        }
        return answer;
    }
}

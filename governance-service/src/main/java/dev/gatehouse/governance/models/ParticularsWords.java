package dev.gatehouse.governance.models;

import dev.gatehouse.governance.models.Particulars.DataSource;
import dev.gatehouse.governance.models.Particulars.Direction;
import dev.gatehouse.governance.models.Particulars.Kpi;
import dev.gatehouse.governance.models.Particulars.Objective;
import dev.gatehouse.governance.models.Particulars.ThirdParty;
import dev.gatehouse.governance.pages.Wording;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of particulars as people read them, without the name that each begins with. */
public final class ParticularsWords {

    private ParticularsWords() {}

    /** The key result with its target and day: {@code median time to a decision: 2 hours, by 30 Jun 2027}. */
    public static String of(Objective objective) {
        String target = amount(objective.target(), objective.unit());
        return objective.keyResult()
                + (target == null ? "" : ": " + target)
                + (objective.due() == null ? "" : ", by " + Wording.day(objective.due()));
    }

    /** What is better, the target, and where the figures come from. */
    public static String of(Kpi kpi) {
        String target = amount(kpi.target(), kpi.unit());
        return all(
                kpi.direction() == Direction.UP ? "higher is better" : "lower is better",
                target == null ? null : "target " + target,
                kpi.source() == null ? null : "figures from " + kpi.source());
    }

    /** What the third party supplies, and under which contract. */
    public static String of(ThirdParty party) {
        return all(party.component(), party.contract() == null ? null : "contract " + party.contract());
    }

    /** What the data are for, and where they come from. */
    static String of(DataSource data) {
        return all(Wording.words(data.use().name()).toLowerCase(java.util.Locale.ROOT), data.source());
    }

    /** A number with its unit; null where no number is said. */
    private static String amount(BigDecimal number, String unit) {
        return number == null ? null : Wording.grouped(number) + (unit == null ? "" : " " + unit);
    }

    private static String all(String... parts) {
        return Stream.of(parts).filter(Objects::nonNull).collect(Collectors.joining("; "));
    }
}

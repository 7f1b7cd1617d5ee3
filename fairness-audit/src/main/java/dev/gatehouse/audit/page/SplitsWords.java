package dev.gatehouse.audit.page;

import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.SplitsReport.Check;
import dev.gatehouse.audit.report.SplitsReport.Judged;
import dev.gatehouse.audit.report.SplitsReport.Leak;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The checks of splits as a reader meets them. */
public final class SplitsWords {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private static final Map<String, String> CHECKS = Map.of(
            "shared_row_share", "Evaluation rows in the training rows",
            "shared_row_excess", "Beyond what coarse columns repeat",
            "contradicting_share", "Same features, another label",
            "shared_entity_share", "Evaluation rows of training entities",
            "time_overlap_share", "Evaluation rows before the last training row",
            "leak_auc", "A feature's AUC alone",
            "leak_difference", "AUC alone, training less evaluation",
            "id_columns", "Identifiers and row numbers");

    private SplitsWords() {}

    /** A check of splits, by its id. */
    public static String check(String check) {
        return CHECKS.getOrDefault(check, Wording.capital(check.replace('_', ' ')));
    }

    private static boolean isCount(Check check) {
        return check.check().equals("id_columns");
    }

    static String value(Check check) {
        Double value = check.value().value();
        if (value == null) {
            return "undefined";
        }
        return isCount(check) ? Wording.count(check.count()) : percent(value);
    }

    static String interval(Check check) {
        Estimate value = check.value();
        return value.lower() == null || value.upper() == null
                ? ""
                : percent(value.lower()) + " to " + percent(value.upper());
    }

    static String limit(Check check) {
        BigDecimal limit = check.judged().limit();
        if (limit == null) {
            return "–";
        }
        return isCount(check) ? Wording.plain(limit) : Wording.percent(limit.doubleValue());
    }

    private static String percent(double share) {
        return share < 0 ? "−" + Wording.percent(-share) : Wording.percent(share);
    }

    /** The verdict, or without a limit what stands out. */
    static String word(Judged judged) {
        if (judged.verdict() != null) {
            return Wording.verdict(judged.verdict());
        }
        return Boolean.TRUE.equals(judged.flagged()) ? "found" : "–";
    }

    /** What is said of a feature beside its figures; empty for nothing. */
    public static String remark(Leak leak) {
        List<String> remarks = new ArrayList<>();
        if (leak.copy()) {
            remarks.add("the label under another name");
        }
        if (Boolean.TRUE.equals(leak.differenceJudged().flagged())) {
            remarks.add("tells more in the training rows");
        }
        return String.join(", ", remarks);
    }

    /** {@code 3.5 days}; negative where samples overlap. */
    static String duration(long seconds) {
        long size = Math.abs(seconds);
        String sign = seconds < 0 ? "−" : "";
        if (size >= DAY) {
            return sign + tenths(size, DAY) + " days";
        }
        return size >= HOUR ? sign + tenths(size, HOUR) + " hours" : sign + tenths(size, MINUTE) + " minutes";
    }

    private static String tenths(long seconds, long unit) {
        long tenths = Math.round(10.0 * seconds / unit);
        return tenths % 10 == 0 ? Wording.count(tenths / 10) : Wording.count(tenths / 10) + "." + tenths % 10;
    }
}

package dev.gatehouse.governance.findings;

import java.time.LocalDate;
import java.util.List;

/**
 * Something to open a finding for.
 *
 * @param modelId key of the model
 * @param model its name
 * @param kind what sort of finding, such as {@code reassessment} or {@code override}
 * @param severity how soon
 * @param title in a sentence
 * @param detail a line each
 * @param owner who is to see to it
 * @param dueOn last day to do so
 * @param cause what led to it, such as {@code reassessment/12}; a model has one finding of a kind for a cause
 */
public record NewFinding(
        long modelId,
        String model,
        String kind,
        Severity severity,
        String title,
        List<String> detail,
        String owner,
        LocalDate dueOn,
        String cause) {

    /** Most lines of detail kept; more would hide the first ones. */
    public static final int MAX_DETAIL_LINES = 200;

    public NewFinding {
        detail = List.copyOf(detail.subList(0, Math.min(detail.size(), MAX_DETAIL_LINES)));
    }
}

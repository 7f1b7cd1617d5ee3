package dev.gatehouse.card;

import java.time.LocalDate;

/**
 * Something a reviewer found wrong.
 *
 * @param id the finding's reference
 * @param severity such as {@code HIGH}
 * @param title what is wrong
 * @param open whether it still stands
 * @param owner who must mend it; null if not provided
 * @param due by when; null if not provided
 */
public record Finding(String id, String severity, String title, boolean open, String owner, LocalDate due) {
    public Finding {
        id = Require.text(id, "id");
        severity = Require.text(severity, "severity");
        title = Require.text(title, "title");
        owner = Require.optionalText(owner, "owner");
    }
}

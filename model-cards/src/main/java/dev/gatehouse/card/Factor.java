package dev.gatehouse.card;

import java.util.List;

/**
 * Something along which performance may differ: a protected attribute, an instrument, an environment (Mitchell et al. 2019, 'Factors').
 *
 * @param name the attribute
 * @param groups the groups that were looked at
 * @param note how it was measured, or why it matters; null if not provided
 */
public record Factor(String name, List<String> groups, String note) {
    public Factor {
        name = Require.text(name, "name");
        groups = Require.list(groups, "groups");
        note = Require.optionalText(note, "note");
    }
}

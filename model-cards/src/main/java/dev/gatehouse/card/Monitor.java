package dev.gatehouse.card;

/**
 * One watch kept after launch.
 *
 * @param name what is watched
 * @param cadence how often; null if not provided
 * @param threshold when it alerts; null if not provided
 * @param action what happens then; null if not provided
 */
public record Monitor(String name, String cadence, String threshold, String action) {
    public Monitor {
        name = Require.text(name, "name");
        cadence = Require.optionalText(cadence, "cadence");
        threshold = Require.optionalText(threshold, "threshold");
        action = Require.optionalText(action, "action");
    }
}

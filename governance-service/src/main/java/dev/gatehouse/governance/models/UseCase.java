package dev.gatehouse.governance.models;

import dev.gatehouse.risk.TierOverride;
import java.util.Map;
import java.util.Optional;

/**
 * What an assessment of a model needs to know of it.
 *
 * @param id key of the model in this database; never shown
 * @param model its name
 * @param title for people
 * @param owner who answers for it
 * @param facts intake facts by name, as they are stored
 * @param override the confirmed one, expired or not
 */
public record UseCase(
        long id,
        String model,
        String title,
        String owner,
        Map<String, Object> facts,
        Optional<TierOverride> override) {}

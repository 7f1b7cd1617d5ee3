package dev.gatehouse.governance.models;

import dev.gatehouse.risk.Assessment;
import java.util.List;

/**
 * The assessment of stored facts.
 *
 * @param assessment what the packs say
 * @param setAside stored answers that these packs do not accept, a sentence each; they counted as missing
 */
public record Assessed(Assessment assessment, List<String> setAside) {
    public Assessed {
        setAside = List.copyOf(setAside);
    }
}

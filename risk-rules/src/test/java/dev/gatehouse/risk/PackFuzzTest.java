package dev.gatehouse.risk;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.LocalDate;
import java.util.Map;

/**
 * Whatever bytes are uploaded, a pack is taken or refused with its problems; nothing else may happen. Without JAZZER_FUZZ=1 the
 * kept inputs are replayed; with it, new ones are made for a while.
 */
class PackFuzzTest {

    @FuzzTest(maxDuration = "20s")
    void aPackIsTakenOrRefusedWithItsProblems(byte[] bytes) throws InvalidFactsException {
        try {
            PolicyPack pack = PolicyPack.load("fuzz.yaml", bytes);
            RiskAssessor.of(java.util.List.of(pack)).assess(Map.of(), LocalDate.parse("2026-11-22"));
        } catch (InvalidPackException e) {
            if (e.problems().isEmpty()) {
                throw new AssertionError("refused without a problem", e);
            }
        }
    }
}

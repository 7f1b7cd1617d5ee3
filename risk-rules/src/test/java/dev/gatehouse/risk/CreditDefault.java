package dev.gatehouse.risk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/** The credit use case that ships as an example. */
final class CreditDefault {
    static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

    private CreditDefault() {}

    static Map<String, Object> facts() {
        try (InputStream in = RiskAssessor.class.getResourceAsStream("examples/credit-default-facts.yaml")) {
            return FactsFile.read("credit-default-facts.yaml", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidFactsException e) {
            throw new AssertionError(e);
        }
    }

    static Map<String, Object> factsWith(String name, Object value) {
        Map<String, Object> facts = new TreeMap<>(facts());
        facts.put(name, value);
        return facts;
    }

    static Map<String, Object> factsWithout(String... names) {
        Map<String, Object> facts = new TreeMap<>(facts());
        for (String name : names) {
            facts.remove(name);
        }
        return facts;
    }
}

package dev.gatehouse.risk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The packs that come with Gatehouse: eu-ai-act, gdpr, house, us-employment, us-model-risk. */
public final class ShippedPacks {
    private static final List<String> FILES =
            List.of("eu-ai-act.yaml", "gdpr.yaml", "house.yaml", "us-employment.yaml", "us-model-risk.yaml");

    private ShippedPacks() {}

    /** The bytes of each file, by its name. */
    public static SortedMap<String, byte[]> files() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String name : FILES) {
            try (InputStream in = ShippedPacks.class.getResourceAsStream("packs/" + name)) {
                if (in == null) {
                    throw new IllegalStateException("this build lacks the pack " + name);
                }
                files.put(name, in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Collections.unmodifiableSortedMap(files);
    }
}

package dev.gatehouse.audit.command;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of an audit of two samples.
 *
 * @param reference empty where the plan names no reference
 */
record SampleFiles(List<Path> reference, List<Path> data) {
    /**
     * @param data what {@code --data} names; null for what the plan does
     * @param reference what {@code --reference} names; null for what the plan does
     */
    static SampleFiles of(Path planFile, String data, String plannedData, String reference, String plannedReference) {
        return new SampleFiles(
                DataArgument.reference(planFile, reference, plannedReference),
                DataArgument.files(planFile, "--data", data, plannedData));
    }

    List<Path> all() {
        return Stream.concat(reference.stream(), data.stream()).toList();
    }
}

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
    List<Path> all() {
        return Stream.concat(reference.stream(), data.stream()).toList();
    }
}

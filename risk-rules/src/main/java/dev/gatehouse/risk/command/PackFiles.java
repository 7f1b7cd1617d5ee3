package dev.gatehouse.risk.command;

import dev.gatehouse.risk.InvalidPackException;
import dev.gatehouse.risk.PolicyPack;
import dev.gatehouse.risk.ShippedPacks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Packs read from files and directories. */
final class PackFiles {
    /** Most pack files of one directory. */
    static final int MAX_FILES = 100;

    private PackFiles() {}

    /**
     * The {@code *.yaml} and {@code *.yml} files of a directory, not of those below it, by name; or the one file.
     *
     * @throws UnusableInput if there are none, or more than {@value #MAX_FILES}
     */
    static List<Path> in(Path place) {
        if (Files.isRegularFile(place)) {
            return List.of(place);
        }
        if (!Files.isDirectory(place)) {
            throw new UnusableInput(place + ": there is no such directory or file");
        }
        try (Stream<Path> entries = Files.list(place)) {
            List<Path> files = entries.filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .limit(MAX_FILES + 1L)
                    .toList();
            if (files.isEmpty()) {
                throw new UnusableInput(place + ": holds no pack (a file that ends in .yaml)");
            }
            if (files.size() > MAX_FILES) {
                throw new UnusableInput(place + ": holds more than " + MAX_FILES + " pack files");
            }
            return files;
        } catch (IOException e) {
            throw new UnusableInput(place + ": cannot be read: " + why(e));
        }
    }

    /** @throws InvalidPackException as {@link PolicyPack#load}; its problems name the file as it was given */
    static PolicyPack load(Path file) throws InvalidPackException {
        return PolicyPack.load(file.toString(), read(file, PolicyPack.MAX_PACK_BYTES));
    }

    /** The shipped packs, with those of the places added; one with the id of a shipped pack replaces it. */
    static List<PolicyPack> shippedAnd(List<Path> places) throws InvalidPackException {
        SortedMap<String, PolicyPack> packs = new TreeMap<>();
        List<PolicyPack> added = of(places);
        List<String> replaced =
                added.stream().map(pack -> pack.reference().id()).toList();
        for (Map.Entry<String, byte[]> file : ShippedPacks.files().entrySet()) {
            // A shipped pack's file is named by its id.
            if (!replaced.contains(file.getKey().replace(".yaml", ""))) {
                PolicyPack pack = PolicyPack.load(file.getKey(), file.getValue());
                packs.put(pack.reference().id(), pack);
            }
        }
        List<PolicyPack> all = new ArrayList<>(packs.values());
        all.addAll(added);
        return all;
    }

    /** @throws UnusableInput also if two files hold packs of one id */
    static List<PolicyPack> of(List<Path> places) throws InvalidPackException {
        Map<String, Path> files = new HashMap<>();
        List<PolicyPack> packs = new ArrayList<>();
        for (Path place : places) {
            for (Path file : in(place)) {
                PolicyPack pack = load(file);
                Path other = files.putIfAbsent(pack.reference().id(), file);
                if (other != null) {
                    throw new UnusableInput(
                            file + ": has the pack id " + pack.reference().id() + " as " + other
                                    + " has; remove one of them or give it another id");
                }
                packs.add(pack);
            }
        }
        return packs;
    }

    /** At most one byte more than the limit, which is enough to tell that the file is over it. */
    static byte[] read(Path file, int maxBytes) {
        if (Files.isDirectory(file)) {
            throw new UnusableInput(file + ": is a directory; name a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(maxBytes + 1);
        } catch (IOException e) {
            throw new UnusableInput(
                    file + ": " + (Files.exists(file) ? "cannot be read: " + why(e) : "there is no such file"));
        }
    }

    private static String why(IOException e) {
        return e instanceof AccessDeniedException ? "you are not allowed to" : e.getMessage();
    }

    /** A line for each problem: {@code file:line: rule: reason}. */
    static String told(InvalidPackException e) {
        return e.problems().stream()
                .map(problem -> problem.file()
                        + (problem.line() > 0 ? ":" + problem.line() : "")
                        + (problem.rule().isEmpty() ? "" : ": " + problem.rule())
                        + ": " + problem.reason())
                .collect(Collectors.joining("\n"));
    }
}

package dev.gatehouse.approval.command;

import picocli.CommandLine.Command;

/** {@code ./gatehouse gate}: what can be asked about gates. */
@Command(
        name = "gate",
        subcommands = {CheckGatesCommand.class},
        description = "Questions about gates.")
final class GateCommand {}

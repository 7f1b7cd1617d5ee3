package dev.gatehouse.approval.command;

import picocli.CommandLine.Command;

/** {@code ./gatehouse ledger}: what can be asked about the ledger. */
@Command(
        name = "ledger",
        subcommands = {VerifyLedgerCommand.class},
        description = "Questions about the ledger.")
final class LedgerCommand {}

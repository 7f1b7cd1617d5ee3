/** The command line: what can be verified without a server, and what asks one. The module's edge: only here are files and HTTP used. */
package dev.gatehouse.approval.command;

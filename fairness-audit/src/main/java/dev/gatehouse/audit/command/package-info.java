/** The command {@code ./gatehouse audit}: an audit of files without a server. */
package dev.gatehouse.audit.command;

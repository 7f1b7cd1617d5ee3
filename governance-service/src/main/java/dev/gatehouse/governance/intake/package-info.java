/** The intake form: every fact that the active packs ask for as a question, the tier as the answers stand, and drafts. */
package dev.gatehouse.governance.intake;

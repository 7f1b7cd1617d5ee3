/** The dossier: all that the board sees, as bytes with a digest that votes bind to. */
package dev.gatehouse.approval.dossier;

/** Gates: what evidence a tier asks for before a release may go to the board, and why a gate is closed. */
package dev.gatehouse.approval.gate;

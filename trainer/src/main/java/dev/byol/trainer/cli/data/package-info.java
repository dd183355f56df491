/**
 * The commands about pictures: {@code byol data} tells what lies at an address of data, {@code byol
 * preview} draws views. Read {@link dev.byol.trainer.cli.data.DataCommand} first. Used by {@code
 * cli.Main} alone.
 */
package dev.byol.trainer.cli.data;

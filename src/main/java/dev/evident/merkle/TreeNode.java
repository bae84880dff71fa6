package dev.evident.merkle;

/**
 * A node that tiles hold above their lowest level.
 *
 * @param level of the tile, C2SP tlog-tiles: the node stands above {@code 256^level} leaves; from 1
 * @param number its place among the nodes of that level, from 0
 * @param hash of {@value TreeHash#BYTES} bytes
 */
public record TreeNode(int level, long number, byte[] hash) {}

package dev.evident.index;

import java.io.IOException;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.util.FixedBitSet;

/** Points without those of erased events. Sizes stay upper bounds, which is what Lucene takes them for. */
final class ErasedPoints extends PointValues {
    private final PointValues in;
    private final FixedBitSet erased;

    ErasedPoints(PointValues in, FixedBitSet erased) {
        this.in = in;
        this.erased = erased;
    }

    @Override
    public PointTree getPointTree() throws IOException {
        return new Tree(in.getPointTree());
    }

    @Override
    public byte[] getMinPackedValue() throws IOException {
        return in.getMinPackedValue();
    }

    @Override
    public byte[] getMaxPackedValue() throws IOException {
        return in.getMaxPackedValue();
    }

    @Override
    public int getNumDimensions() throws IOException {
        return in.getNumDimensions();
    }

    @Override
    public int getNumIndexDimensions() throws IOException {
        return in.getNumIndexDimensions();
    }

    @Override
    public int getBytesPerDimension() throws IOException {
        return in.getBytesPerDimension();
    }

    @Override
    public long size() {
        return in.size();
    }

    /** Less than all events of the segment: otherwise a range that covers all points would be taken for all events. */
    @Override
    public int getDocCount() {
        return Math.min(in.getDocCount(), erased.length() - 1);
    }

    private final class Tree implements PointTree {
        private final PointTree tree;

        Tree(PointTree tree) {
            this.tree = tree;
        }

        @Override
        public PointTree clone() {
            return new Tree(tree.clone());
        }

        @Override
        public boolean moveToChild() throws IOException {
            return tree.moveToChild();
        }

        @Override
        public boolean moveToSibling() throws IOException {
            return tree.moveToSibling();
        }

        @Override
        public boolean moveToParent() throws IOException {
            return tree.moveToParent();
        }

        @Override
        public byte[] getMinPackedValue() {
            return tree.getMinPackedValue();
        }

        @Override
        public byte[] getMaxPackedValue() {
            return tree.getMaxPackedValue();
        }

        @Override
        public long size() {
            return tree.size();
        }

        @Override
        public void visitDocIDs(IntersectVisitor visitor) throws IOException {
            tree.visitDocIDs(new Present(visitor));
        }

        @Override
        public void visitDocValues(IntersectVisitor visitor) throws IOException {
            tree.visitDocValues(new Present(visitor));
        }
    }

    /** Hands on the events that were not erased; visits of many at once come here one by one. */
    private final class Present implements IntersectVisitor {
        private final IntersectVisitor visitor;

        Present(IntersectVisitor visitor) {
            this.visitor = visitor;
        }

        @Override
        public void visit(int doc) throws IOException {
            if (!erased.get(doc)) {
                visitor.visit(doc);
            }
        }

        @Override
        public void visit(int doc, byte[] value) throws IOException {
            if (!erased.get(doc)) {
                visitor.visit(doc, value);
            }
        }

        @Override
        public Relation compare(byte[] min, byte[] max) {
            return visitor.compare(min, max);
        }

        @Override
        public void grow(int count) {
            visitor.grow(count);
        }
    }
}

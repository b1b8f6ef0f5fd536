using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One entry of <c>t[...]</c>: a position, slice, ellipsis, new dimension, or a tensor of positions or truth values.</summary>
    public struct TensorIndex
    {
        /// <summary>All positions of a dimension.</summary>
        public static TensorIndex Colon = Slice();

        /// <summary>As many whole dimensions as are left over.</summary>
        public static TensorIndex Ellipsis = new() { _index = { Kind = IndexKind.Ellipsis } };

        /// <summary>A new dimension of size one.</summary>
        public static TensorIndex None = new() { _index = { Kind = IndexKind.None } };

        private NativeIndex _index;
        private Tensor? _tensor;

        internal readonly NativeIndex Index => _index;

        internal readonly Tensor? Chosen => _tensor;

        /// <summary>A position; negative numbers count from the end.</summary>
        public static implicit operator TensorIndex(long value) => Single(value);

        /// <summary>A position, which may count from the end.</summary>
        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        /// <summary>The positions of a range.</summary>
        public static implicit operator TensorIndex(Range range) => Slice(range);

        /// <summary>The positions from the first number on, up to but not including the second.</summary>
        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);

        /// <summary>Everything if true, nothing if false; adds a dimension.</summary>
        public static TensorIndex Bool(bool value) => new() { _index = { Kind = IndexKind.Bool, Start = value ? 1 : 0 } };

        /// <summary>A position; negative numbers count from the end.</summary>
        public static TensorIndex Single(long? index) => new() { _index = { Kind = IndexKind.Integer, Start = index ?? 0 } };

        /// <summary>Positions or truth values.</summary>
        public static TensorIndex Tensor(Tensor tensor) => new() { _index = { Kind = IndexKind.Tensor }, _tensor = tensor };

        /// <summary>Every <paramref name="step"/>-th position from start on, up to but not including stop.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new()
        {
            _index =
            {
                Kind = IndexKind.Slice,
                Start = start ?? long.MinValue,
                Stop = stop ?? long.MinValue,
                Step = step ?? 1,
            },
        };

        /// <summary>The positions from the first number on, up to but not including the second.</summary>
        public static TensorIndex Slice((int?, int?) range) => Slice(range.Item1, range.Item2);

        /// <summary>The positions of a range.</summary>
        public static TensorIndex Slice(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value);
    }
}

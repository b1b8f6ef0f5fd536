using static TorchSharp.torch;

namespace LibTorch.Tests;

/// <summary>Elements come out of tensors, and go in, as they are.</summary>
public sealed class DataTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Elements_of_a_view_come_in_the_order_of_the_view()
    {
        var x = arange(6, ScalarType.Float32).reshape(2, 3).t();
        Assert.False(x.is_contiguous());
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], x.data<float>().ToArray());
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], x.data<float>());
        Assert.Equal(4f, x.data<float>()[1, 1]);
        var part = new float[3];
        x.data<float>().CopyTo(part, 1, 4);
        Assert.Equal([0f, 2f, 5f], part);
    }

    [Fact]
    public void Elements_can_be_written_in_place()
    {
        var x = zeros(2, 2);
        x.data<float>()[1, 0] = 5;
        x.t().data<float>().CopyFrom([1f, 2f], 0, 2);
        Assert.Equal([0f, 1f, 5f, 2f], x.data<float>().ToArray());
        x.bytes.Clear();
        Assert.Equal(0f, x.sum().item<float>());
    }

    [Fact]
    public void A_type_that_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => zeros(1).data<double>());
        Assert.Throws<ArgumentException>(() => zeros(2).item<float>());
        Assert.Equal(2.5, tensor(2.5f).ToDouble());
        Assert.Equal(3L, tensor(3).ToInt64());
        Assert.True((bool)tensor(true));
    }

    [Fact]
    public void Arrays_of_every_rank_keep_their_shape()
    {
        Assert.Equal([2, 3], tensor(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }).shape);
        Assert.Equal([1, 2, 2], tensor(new[, ,] { { { 1.0, 2.0 }, { 3.0, 4.0 } } }).shape);
        Assert.Equal(ScalarType.Byte, tensor(new byte[] { 1, 2 }).dtype);
        Assert.Equal(ScalarType.Float64, tensor(new[] { 1f }, ScalarType.Float64).dtype);
        Assert.Equal([2, 2], tensor(new long[] { 1, 2, 3, 4 }, [2, 2]).shape);
        Assert.Throws<ArgumentException>(() => tensor(new long[] { 1, 2, 3 }, [2, 2]));
    }

    [Fact]
    public void Numbers_choose_their_types_as_in_PyTorch()
    {
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal(ScalarType.Float32, arange(0, 1, 0.5).dtype);
        Assert.Equal(ScalarType.Float32, full(2, 0.5).dtype);
        Assert.Equal(ScalarType.Int64, full(2, 1).dtype);
        Assert.Equal(ScalarType.Float32, zeros(1).dtype);
        Assert.Equal(ScalarType.Int32, (tensor(3) + 1).dtype);
        Assert.Equal(ScalarType.Float32, (tensor(3) + 0.5).dtype);
    }

    [Fact]
    public void Parts_are_chosen_by_positions_slices_and_tensors()
    {
        var x = arange(12).reshape(3, 4);
        Assert.Equal([4L, 5, 6, 7], x[1].data<long>().ToArray());
        Assert.Equal([3L, 7, 11], x[TensorIndex.Ellipsis, ^1].data<long>().ToArray());
        Assert.Equal([8L, 0], x[tensor(new long[] { 2, 0 }), tensor(new long[] { 0, 0 })].data<long>().ToArray());
        Assert.Equal([1, 3, 4], x[TensorIndex.None].shape);
        x[1, 2] = tensor(-1L);
        x[TensorIndex.Colon, TensorIndex.Slice(0, 1)] = tensor(9L);
        Assert.Equal([9L, 9, 9], x.select(1, 0).data<long>().ToArray());
        Assert.Equal(-1L, x[1, 2].item<long>());
    }

    [Fact]
    public void A_tensor_prints_its_shape_type_and_device() => Assert.Equal("[2x3], type = Float32, device = cpu", zeros(2, 3).ToString());
}

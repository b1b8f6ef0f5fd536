using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace LibTorch.Tests;

/// <summary>Operations give what PyTorch gives.</summary>
public sealed class OperationTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Activations()
    {
        var fixture = new Fixture("activations");
        var x = fixture.Input("x");
        fixture.Check(
            F.relu(x), F.leaky_relu(x, 0.2), x.sigmoid(), x.tanh(), F.softplus(x), F.softplus(x, 2, 1), x.elu(), x.gelu());
    }

    [Fact]
    public void Views_with_strides()
    {
        var fixture = new Fixture("views");
        var x = fixture.Input("x");
        fixture.Check(
            x.transpose(0, 2), x[TensorIndex.Colon, 1.., TensorIndex.Slice(step: 2)], x.permute(2, 0, 1).reshape(4, 6), x.flip(1),
            x.roll(1, 2), x.diagonal(0, 1, 2), x.unfold(2, 2, 1), x.narrow(2, 1, 2).sum(1), x[1, 2], x.expand(2, 2, 3, 4));
    }

    [Fact]
    public void Reductions()
    {
        var fixture = new Fixture("reductions");
        var x = fixture.Input("x");
        var (values, positions) = x.max(2);
        fixture.Check(
            x.sum(), x.sum(1), x.mean([0, 2], keepdim: true), x.std(2), x.std(), x.var(0, unbiased: false), x.norm(), x.norm(1),
            x.max(), values, positions, x.argmax(1), x.amin(0, 1), x.prod(2), x.logsumexp(1), x.cumsum(2), x.median(),
            (x > 0).all(2), (x > 0).any());
    }

    [Fact]
    public void Matrix_products()
    {
        var fixture = new Fixture("products");
        var (a, c, z) = (fixture.Input("a"), fixture.Input("c"), fixture.Input("z"));
        fixture.Check(
            a.bmm(c), einsum("rnd,rdh->rnh", a, c), a.matmul(c[0]), a[0].mm(c[0]),
            z[0].addmm(a[0], c[0]), a[0, 0].dot(a[0, 1]), a[0, 0].outer(c[0, 0]));
    }

    [Fact]
    public void Selections_and_scattered_writes()
    {
        var fixture = new Fixture("selection");
        var (x, source) = (fixture.Input("x"), fixture.Input("source"));
        var (index, spread) = (fixture.IndexInput("index"), fixture.IndexInput("spread"));
        fixture.Check(
            x.index_select(0, index), x.index_add(0, index, source, 0.5),
            x.clone().index_copy_(0, tensor(new long[] { 1, 0, 2 }), source), x.gather(0, spread), x.scatter(0, spread, source),
            x.scatter_add(0, spread, source), x.masked_fill(x > 0, -1.0), x.masked_select(x > 0), (x > 0.5).nonzero(),
            where(x > 0, x, source), x.clamp(-0.5, 0.5), x.sort(1).Values, x.topk(2, 1).indexes,
            x.addcmul(source, source, 0.5), x.lerp(source, tensor(0.25f)));
    }

    [Fact]
    public void Factorizations_and_solvers()
    {
        var fixture = new Fixture("linalg");
        var (a, b) = (fixture.Input("a"), fixture.Input("b"));
        fixture.Check(
            linalg.cholesky(a), linalg.eigh(a).Item1, linalg.solve(a, b), linalg.inv(a), linalg.svdvals(b), linalg.qr(b).R.abs(),
            linalg.det(a));
    }

    [Fact]
    public void Operators_with_numbers_on_either_side()
    {
        var x = tensor(new[] { 1f, 2f, 4f });
        Assert.Equal([3f, 4f, 6f], (2 + x).data<float>().ToArray());
        Assert.Equal([1f, 0f, -2f], (2 - x).data<float>().ToArray());
        Assert.Equal([2f, 1f, 0.5f], (2.0 / x).data<float>().ToArray());
        Assert.Equal([-0.5f, -1f, -2f], (x / -2).data<float>().ToArray());
        Assert.Equal([false, true, false], (x == 2).data<bool>().ToArray());
        Assert.Equal([true, false, false], (2 > x).data<bool>().ToArray());
    }

    [Fact]
    public void Methods_that_end_in_an_underscore_change_the_tensor_and_return_it()
    {
        var x = tensor(new[] { 1f, -2f });
        Assert.Same(x, x.mul_(3).add_(1).relu_());
        Assert.Equal([4f, 0f], x.data<float>().ToArray());
        using var zeroed = x.zero_();
        Assert.Equal([0f, 0f], x.data<float>().ToArray());
    }
}

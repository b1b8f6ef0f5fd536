using static TorchSharp.torch;

namespace LibTorch.Tests;

/// <summary>Scopes dispose what was created in them, unless it was handed on.</summary>
public class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_what_was_created_in_it()
    {
        Tensor inside, outside = zeros(1);
        using (NewDisposeScope())
        {
            inside = zeros(1);
        }

        Assert.True(inside.IsInvalid);
        Assert.False(outside.IsInvalid);
        outside.Dispose();
    }

    [Fact]
    public void Moving_to_the_outer_scope_delays_the_end()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                moved = zeros(1).MoveToOuterDisposeScope();
            }

            Assert.False(moved.IsInvalid);
        }

        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void Moving_out_of_the_outermost_scope_detaches()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            moved = zeros(1).MoveToOuterDisposeScope();
        }

        Assert.False(moved.IsInvalid);
        moved.Dispose();
    }

    [Fact]
    public void A_detached_tensor_survives_every_scope()
    {
        Tensor detached;
        using (NewDisposeScope())
        {
            using var inner = NewDisposeScope();
            detached = zeros(1).DetachFromDisposeScope();
        }

        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void A_scope_forgets_what_its_user_disposes()
    {
        using var scope = NewDisposeScope();
        zeros(1).Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void A_scope_can_be_emptied_but_for_one_tensor_and_stays_open()
    {
        using var scope = NewDisposeScope();
        var (kept, dropped) = (zeros(1), zeros(1));
        scope.DisposeEverythingBut(kept);
        Assert.False(kept.IsInvalid);
        Assert.True(dropped.IsInvalid);
        Assert.True(scope.Contains(kept));
    }

    [Fact]
    public void A_tensor_can_be_attached_by_hand()
    {
        var tensor = zeros(1);
        using (var scope = NewDisposeScope())
        {
            scope.Attach(tensor);
        }

        Assert.True(tensor.IsInvalid);
    }

    [Fact]
    public void Scopes_of_other_threads_do_not_take_what_is_created_here()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = zeros(1));
        thread.Start();
        thread.Join();
        Assert.False(scope.Contains(elsewhere!));
        elsewhere!.Dispose();
    }

    [Fact]
    public void A_scope_closed_out_of_order_leaves_the_others_working()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var tensor = zeros(1);
        Assert.True(inner.Contains(tensor));
        inner.Dispose();
        Assert.True(tensor.IsInvalid);
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void The_counts_of_a_thread_add_up()
    {
        var counts = DisposeScopeManager.Statistics;
        counts.Reset();
        var outside = zeros(1);
        Tensor detached;
        using (NewDisposeScope())
        {
            zeros(1);
            detached = zeros(1).DetachFromDisposeScope();
        }

        outside.Dispose();
        Assert.Equal((2, 1), (counts.CreatedInScopeCount, counts.CreatedOutsideScopeCount));
        Assert.Equal((1, 1), (counts.DisposedInScopeCount, counts.DisposedOutsideScopeCount));
        Assert.Equal((1, 1), (counts.DetachedFromScopeCount, counts.ThreadTotalLiveCount));
        detached.Dispose();
    }
}

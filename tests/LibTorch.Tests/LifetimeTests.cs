using static TorchSharp.torch;

namespace LibTorch.Tests;

/// <summary>Nothing leaks, and nothing is freed while it is used.</summary>
public class LifetimeTests
{
    [Fact]
    public void A_training_step_in_a_scope_leaves_no_tensors_behind()
    {
        Collect();
        using var outer = NewDisposeScope();
        var (x, y) = (randn(8, 4), zeros([8], ScalarType.Int64));
        using var model = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 3));
        using var optimizer = optim.SGD(model.parameters(), 0.1, momentum: 0.9);
        long before = 0;
        for (int step = 0; step < 1000; step++)
        {
            using (NewDisposeScope())
            {
                optimizer.zero_grad();
                nn.functional.cross_entropy(model.call(x), y).backward();
                optimizer.step();
            }

            // The first steps create gradients and momenta, which stay.
            before = step == 2 ? Tensor.TotalCount : before;
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Tensors_that_nobody_disposes_are_freed_by_the_garbage_collector()
    {
        Collect();
        long before = Tensor.TotalCount;
        Drop(500);
        Collect();
        Assert.InRange(Tensor.TotalCount, 0, before + 50);

        static void Drop(int count)
        {
            for (int i = 0; i < count; i++)
            {
                zeros(10);
            }
        }
    }

    [Fact]
    public void A_tensor_dropped_while_an_operation_uses_it_is_not_freed_under_it()
    {
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        for (int i = 0; i < 2000; i++)
        {
            // Neither operand is referenced from C# once the native call has begun.
            var sum = (ones(64, 64) + ones(64, 64)).matmul(ones(64, 1)).sum();
            Assert.Equal(64 * 64 * 2f, sum.item<float>());
        }

        stop.Cancel();
        collector.Join();
    }

    [Fact]
    public void Disposing_on_another_thread_during_an_operation_is_an_exception_at_worst()
    {
        for (int i = 0; i < 200; i++)
        {
            var shared = ones(100, 100);
            var disposer = new Thread(shared.Dispose);
            disposer.Start();
            try
            {
                for (int k = 0; k < 10; k++)
                {
                    using var product = shared.mm(shared);
                    Assert.Equal(100f, product[0, 0].item<float>());
                }
            }
            catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
            {
                // The tensor went first; what matters is that the process did not.
            }

            disposer.Join();
        }
    }

    [Fact]
    public void Results_are_new_tensors_also_where_they_share_memory()
    {
        using var x = ones(2, 3);
        using (var same = x.contiguous())
        {
            Assert.NotSame(x, same);
        }

        using (var same = x.to(ScalarType.Float32))
        {
            Assert.NotSame(x, same);
        }

        using (var same = nn.functional.relu(x, inplace: true))
        {
            Assert.NotSame(x, same);
        }

        Assert.Equal(6, x.sum().item<float>());
    }

    [Fact]
    public void A_disposed_tensor_refuses_to_be_used()
    {
        var gone = zeros(1);
        gone.Dispose();
        gone.Dispose();
        Assert.Throws<InvalidOperationException>(() => gone.add(1));
        Assert.Throws<InvalidOperationException>(() => cat([gone, gone]));
    }

    [Fact]
    public void A_tensor_on_an_array_shares_its_memory_and_keeps_it_alive()
    {
        var array = new float[] { 1, 2, 3 };
        using var view = from_array(array);
        array[1] = 20;
        Assert.Equal(24, view.sum().item<float>());
        using var copy = tensor(array);
        array[1] = 0;
        Assert.Equal(24, copy.sum().item<float>());

        using var kept = Kept();
        Collect();
        Assert.Equal(3 * 1000, kept.sum().item<float>());

        static Tensor Kept() => from_array(Enumerable.Repeat(3f, 1000).ToArray());
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}

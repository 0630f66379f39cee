using Slimfront.Engine.Native;
using Slimfront.Engine.Training;
using static TorchSharp.torch;
using Adam = Slimfront.Engine.Training.Optimizers.Adam;
using Parameter = TorchSharp.Modules.Parameter;
using Sgd = Slimfront.Engine.Training.Optimizers.Sgd;

namespace Slimfront.Engine.Tests.Training;

public sealed class OptimizerTests
{
    private const int Steps = 12;

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [TestCase(0, false, 0)]
    [TestCase(0.9, false, 0.01)]
    [TestCase(0.9, true, 0.01)]
    public void Sgd_takes_the_steps_of_torch(double momentum, bool nesterov, double decay) =>
        TakesTheSameSteps(
            new Sgd(momentum, nesterov),
            p => optim.SGD([p], 0.05, momentum: momentum, weight_decay: decay, nesterov: nesterov),
            0.05,
            decay
        );

    [TestCase(0)]
    [TestCase(0.01)]
    public void Adam_takes_the_steps_of_torch(double decay) =>
        TakesTheSameSteps(new Adam(0.9, 0.999), p => optim.Adam([p], 0.01, weight_decay: decay), 0.01, decay);

    [Test]
    public void Adam_moves_by_the_learning_rate_at_first()
    {
        using var scope = NewDisposeScope();
        var parameters = tensor((float[])[1, 1]);
        new Adam(0.9, 0.999).Step(
            parameters,
            tensor((float[])[5, -0.01f]),
            [zeros(2), zeros(2)],
            new(1, 0.1, 0)
        );
        Assert.That(parameters.data<float>().ToArray(), Is.EqualTo((float[])[0.9f, 1.1f]).Within(1e-5));
    }

    [Test]
    public void No_tensor_is_leaked()
    {
        foreach (var optimizer in (IOptimizer[])[new Sgd(0.9, nesterov: true), new Adam(0.9, 0.999)])
            Leaks.None(() =>
            {
                using var parameters = ones(3);
                using var gradients = ones(3);
                var buffers = optimizer.Buffers.Select(_ => zeros(3)).ToArray();
                // A training step has a scope; what in-place calls return is freed with it.
                using (NewDisposeScope())
                    optimizer.Step(parameters, gradients, buffers, new(1, 0.1, 0.1));
                foreach (var buffer in buffers)
                    buffer.Dispose();
            });
    }

    private static void TakesTheSameSteps(
        IOptimizer ours,
        Func<Parameter, optim.Optimizer> theirs,
        double rate,
        double decay
    )
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var start = randn(20, generator: generator);
        var parameters = start.clone();
        var buffers = ours.Buffers.Select(_ => zeros(20)).ToArray();
        var reference = new Parameter(start.clone());
        using var optimizer = theirs(reference);
        for (var step = 1; step <= Steps; step++)
        {
            var gradient = randn(20, generator: generator);
            reference.grad = gradient.clone();
            optimizer.step();
            ours.Step(parameters, gradient, buffers, new(step, rate, decay));
        }
        Assert.That(parameters.allclose(reference, 1e-5, 1e-6));
    }
}

using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Training;

/// <summary>Trains a network step by step; can stop after any step and go on bit by bit the same.</summary>
/// <remarks>
/// Randomness has no state that would have to be kept. The order of an epoch's examples is derived from the seed and
/// the epoch, augmentation and dropout from the seed and the step. What has to be kept is the parameters, the running
/// statistics, the optimizer's buffers and the number of steps. On a CPU with a fixed number of threads that makes a
/// run that stopped and went on equal to one that did not, to the last bit.
/// <para>
/// The last batch of an epoch is smaller where the examples do not divide; if it would be a single example it is left
/// out, since batch normalisation has no variance of one.
/// </para>
/// </remarks>
public sealed class TrainingLoop : IDisposable
{
    private readonly Network _network;
    private readonly IExamples _data;
    private readonly TrainingPlan _plan;
    private readonly IBatchLoss _loss;
    private readonly ImmutableArray<Segment> _turns;
    private readonly ulong _seed;
    private readonly bool _hasDropout;
    private readonly Tensor _lossSum;
    private readonly ImmutableArray<Tensor> _buffers;
    private IBatches? _epoch;

    /// <summary>Training from the first step on.</summary>
    /// <param name="network">What learns.</param>
    /// <param name="data">The training split.</param>
    /// <param name="plan">How.</param>
    /// <param name="loss">What to minimise.</param>
    /// <param name="seed">Where all randomness comes from.</param>
    public TrainingLoop(Network network, IExamples data, TrainingPlan plan, IBatchLoss loss, ulong seed)
    {
        (_network, _data, _plan, _loss, _seed) = (network, data, plan, loss, seed);
        _turns = loss is ITurns turns ? turns.Segments(network) : [];
        _hasDropout = network.Graph.Nodes.Any(n => n.Operator is Dropout);
        _lossSum = zeros([], dtype: float32, device: network.Device).DetachFromDisposeScope();
        _buffers =
        [
            .. plan.Optimizer.Buffers.Select(_ => zeros_like(network.Parameters).DetachFromDisposeScope()),
        ];
        StepsPerEpoch = StepsOfEpoch(data.Count, plan.Batch);
    }

    /// <summary>The steps of an epoch: a single example that is left over is no batch, unless there is no other.</summary>
    public static int StepsOfEpoch(int examples, int batch)
    {
        var whole = examples / batch;
        return examples % batch > 1 || whole == 0 ? whole + 1 : whole;
    }

    /// <summary>Steps of one epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>Steps of the whole horizon.</summary>
    public long TotalSteps => (long)StepsPerEpoch * _plan.Epochs;

    /// <summary>Steps taken.</summary>
    public long Step { get; private set; }

    /// <summary>Whole epochs done.</summary>
    public int Epoch => (int)(Step / StepsPerEpoch);

    /// <summary>The mean loss of the current epoch so far, or of the one that just ended; waits for the device.</summary>
    public double MeanLoss => FlatBuffer.Read(_lossSum)[0] / (((Step - 1) % StepsPerEpoch) + 1);

    /// <summary>Trains up to the end of an epoch.</summary>
    /// <param name="epoch">How many epochs are done then.</param>
    /// <param name="afterStep">Called after every step; may throw to stop.</param>
    /// <exception cref="DivergedException">The loss or a parameter is no longer a finite number.</exception>
    public void Run(int epoch, Action afterStep) => RunTo((long)epoch * StepsPerEpoch, afterStep);

    /// <summary>Trains up to a step, which may lie within an epoch.</summary>
    /// <param name="end">How many steps are done then.</param>
    /// <param name="afterStep">Called after every step; may throw to stop.</param>
    /// <exception cref="DivergedException">The loss or a parameter is no longer a finite number.</exception>
    public void RunTo(long end, Action afterStep)
    {
        ArgumentNullException.ThrowIfNull(afterStep);
        while (Step < end)
        {
            if (_epoch is null || Step % StepsPerEpoch == 0)
                BeginEpoch();
            TakeStep();
            Step++;
            if (Step % StepsPerEpoch == 0)
                CheckFinite();
            afterStep();
        }
    }

    /// <summary>What is needed, beside the network's values, to go on from here.</summary>
    public TrainingState Capture() =>
        new(
            Step,
            FlatBuffer.Read(_lossSum)[0],
            _plan
                .Optimizer.Buffers.Zip(_buffers)
                .ToImmutableSortedDictionary(
                    b => b.First,
                    b => (ReadOnlyMemory<float>)FlatBuffer.Read(b.Second),
                    StringComparer.Ordinal
                )
        );

    /// <summary>Goes on from a captured state; the network's values must be those of the same moment.</summary>
    /// <exception cref="InvalidDataException">The state belongs to another optimizer or network.</exception>
    public void Restore(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var names = _plan.Optimizer.Buffers;
        if (
            !state.Buffers.Keys.SequenceEqual(names, StringComparer.Ordinal)
            || state.Buffers.Values.Any(b => b.Length != _network.Parameters.NumberOfElements)
        )
            throw new InvalidDataException("The training state belongs to another optimizer or network.");
        for (var i = 0; i < names.Length; i++)
            FlatBuffer.Write(_buffers[i], state.Buffers[names[i]].Span);
        FlatBuffer.Write(_lossSum, [state.LossSum]);
        Step = state.Step;
        ForgetEpoch();
        // The sum of an epoch that has ended was checked and forgotten then.
        if (Step % StepsPerEpoch != 0)
            _epoch = _data.Epoch(_seed, Epoch, _plan.Batch);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ForgetEpoch();
        _lossSum.Dispose();
        foreach (var buffer in _buffers)
            buffer.Dispose();
    }

    private void BeginEpoch()
    {
        using var scope = NewDisposeScope();
        ForgetEpoch();
        _epoch = _data.Epoch(_seed, Epoch, _plan.Batch);
        _lossSum.zero_();
    }

    private void TakeStep()
    {
        using var scope = NewDisposeScope();
        if (_hasDropout)
            random.manual_seed(unchecked((long)Seed.Derive(_seed, "dropout", Step)));
        foreach (var rule in _plan.Rules)
            rule.BeforeLoss(_network, Step, TotalSteps);
        if (_loss is not ITurns turns)
        {
            Update(Forward(() => _loss.Compute(_network, NextBatch())), null);
            return;
        }
        var batch = NextBatch();
        for (var turn = 0; turn < _turns.Length; turn++)
        {
            var current = turn;
            Update(Forward(() => turns.Compute(_network, batch, current)), _turns[turn]);
        }
    }

    // Changes the whole network, or a part of it alone.
    private void Update(Tensor loss, Segment? part)
    {
        loss.backward();
        using var noGradients = no_grad();
        foreach (var rule in _plan.Rules)
            rule.BeforeStep(_network);
        var rate = _plan.LearningRate * _plan.Schedule.Factor(Step, TotalSteps);
        Tensor Of(Tensor all) => part is { } own ? all.narrow(0, own.Start, own.Length) : all;
        _plan.Optimizer.Step(
            Of(_network.Parameters),
            Of(_network.Gradients),
            [.. _buffers.Select(Of)],
            new(Step + 1, rate, _plan.WeightDecay)
        );
        foreach (var rule in _plan.Rules)
            rule.AfterStep(_network, _buffers);
        _network.Gradients.zero_();
        _lossSum.Add(loss);
        loss.Dispose();
    }

    // What the backward pass needs of the intermediate values it holds itself, and lets go as it is done with it.
    private static Tensor Forward(Func<Tensor> compute)
    {
        using var scope = NewDisposeScope();
        return compute().MoveToOuterDisposeScope();
    }

    private Batch NextBatch()
    {
        var batch = _epoch![(int)(Step % StepsPerEpoch)];
        return _plan.Augmentation is { IsActive: true } augmentation
            ? batch with
            {
                Inputs = augmentation.Apply(batch.Inputs, Seed.Derive(_seed, "augment", Step)),
            }
            : batch;
    }

    private void ForgetEpoch()
    {
        _epoch?.Dispose();
        _epoch = null;
    }

    private void CheckFinite()
    {
        using var scope = NewDisposeScope();
        if (!float.IsFinite(FlatBuffer.Read(_lossSum.Plus(_network.Parameters.sum()))[0]))
            throw new DivergedException(Epoch, _plan.Epochs);
    }
}

/// <summary>Training left the finite numbers; trying again gives the same.</summary>
public sealed class DivergedException(int epoch, int epochs)
    : Exception(
        $"Training diverged in epoch {epoch} of {epochs}: the loss is no longer finite. A smaller learning rate may help."
    );

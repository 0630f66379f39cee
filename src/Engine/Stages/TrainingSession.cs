using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Measuring;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Tasks;
using Slimfront.Engine.Training;
using Slimfront.Search.Objectives;

namespace Slimfront.Engine.Stages;

/// <summary>Runs the part of a training that a stage covers: reports, leaves checkpoints, stops, goes on.</summary>
internal sealed class TrainingSession(
    StageContext context,
    TrainingSpan span,
    Network network,
    TrainingLoop loop
)
{
    private const string StageNote = "stage";
    private const string HashNote = "hash";
    private const string SecondsNote = "seconds";

    private readonly long _start = context.Clock.GetTimestamp();
    private long _reported = context.Clock.GetTimestamp();
    private long _saved = context.Clock.GetTimestamp();
    private double _earlierSeconds;
    private readonly long _begin = TrainingSpan.StepAt(span.From, loop.StepsPerEpoch);
    private readonly long _end = TrainingSpan.StepAt(span.To, loop.StepsPerEpoch);
    private readonly IMeasure _measure = context.Measure(context.Data.Data.Task.UsualMeasures[0]);
    private long _firstStep;
    private double _watching;
    private string _quality = "";

    /// <summary>Trains to the end of the stage and leaves the artifact.</summary>
    /// <param name="state">Where the training stands that the stage goes on from; null for a fresh one.</param>
    public OperationOutput Run(TrainingState? state)
    {
        if (state is not null)
            loop.Restore(state);
        if (loop.Step != _begin)
            throw context.Parameters.Refuse(
                $"it goes on from epoch {span.From}, but its 'previous' stopped after {loop.Step} steps of {loop.StepsPerEpoch} an epoch"
            );
        GoOnFromCheckpoint();
        _firstStep = loop.Step;
        loop.RunTo(_end, AfterStep);
        // What stood beside the student, and what weights are held at, is kept only while the training is to go on.
        if (span.To < span.Epochs)
            ModelFile.WriteTraining(context.Work.OutputFile, Model, loop.Capture());
        else
            ModelFile.Write(context.Work.OutputFile, Finished);
        File.Delete(context.Work.CheckpointFile);
        return new(Measurement.Empty, Observations(), _earlierSeconds);
    }

    /// <summary>What the network learned to live with; null for nothing.</summary>
    public QuantizationScheme? Scheme { get; init; }

    private Model Model => network.ToModel(context.Data.Data.Normalisation);

    private Model Alone => Scaffold.Strip(Model with { Held = Artifacts.Model.NoMasks });

    private Model Finished => Scheme?.Learned(Alone) ?? Alone;

    private double Seconds => context.Clock.GetElapsedTime(_start).TotalSeconds;

    private Measurement Observations()
    {
        var examples = (loop.Step - _firstStep) * (double)context.Data["train"].Count / loop.StepsPerEpoch;
        return examples > 0 && Seconds > 0
            ? Measurement.Of(("train.examples-per-second", examples / Seconds))
            : Measurement.Empty;
    }

    private void AfterStep()
    {
        // What is done needs no checkpoint, and no stopping either.
        if (loop.Step == _end)
            return;
        if (context.Monitor.Stop.IsCancellationRequested)
        {
            Save();
            context.Monitor.Stop.ThrowIfCancellationRequested();
        }
        var atEpochEnd = loop.Step % loop.StepsPerEpoch == 0;
        if (atEpochEnd && _watching <= context.Pace.Watching * (Seconds - _watching))
            Watch();
        if (context.Clock.GetElapsedTime(_reported) >= context.Pace.Report)
            Report();
        if (context.Clock.GetElapsedTime(_saved) >= context.Pace.Checkpoint / (atEpochEnd ? 5 : 1))
            Save();
    }

    private void Report()
    {
        var epoch = Math.Min(loop.Epoch + 1, Math.Ceiling(span.To));
        context.Monitor.Report(
            (loop.Step - _begin) / (double)(_end - _begin),
            $"epoch {epoch}/{span.Epochs}, loss {loop.MeanLoss:0.000}{_quality}"
        );
        _reported = context.Clock.GetTimestamp();
    }

    // For people who watch: how often depends on the clock, and nothing on what is seen. What is trained beside a student answers, too, so there is
    // no telling then.
    private void Watch()
    {
        if (Scaffold.Has(network.Graph))
            return;
        var start = context.Clock.GetTimestamp();
        try
        {
            var meter = _measure.Meter(context.Data.Data.Targets);
            var seen = Answers.Measure(
                network,
                context.Data["validation"],
                meter,
                _ => context.Monitor.Stop.ThrowIfCancellationRequested()
            );
            var objective = _measure.Objective;
            var value = seen[objective.Key];
            var said = objective.IsShare
                ? $"{(value * 100).ToString("0.0", CultureInfo.InvariantCulture)} %"
                : value.ToString("G4", CultureInfo.InvariantCulture);
            _quality = $", validation {objective.Title} {said}";
        }
        catch (OperationCanceledException)
        {
            // The next step stops properly.
        }
        _watching += context.Clock.GetElapsedTime(start).TotalSeconds;
    }

    private void Save()
    {
        var seconds = (_earlierSeconds + Seconds).ToString("R", CultureInfo.InvariantCulture);
        var (model, state) = (Model, loop.Capture());
        ModelFile.WriteTraining(
            context.Work.CheckpointFile,
            model,
            state,
            KeyValuePair.Create(StageNote, context.Stage.Key.Hex),
            KeyValuePair.Create(HashNote, HashOf(model, state)),
            KeyValuePair.Create(SecondsNote, seconds)
        );
        _saved = context.Clock.GetTimestamp();
    }

    // A flipped bit among the weights leaves a file that can be read, and an artifact that is not that of its key.
    private static string HashOf(Model model, TrainingState state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var values in model.Tensors.Values.Concat(state.Buffers.Values))
            hash.AppendData(MemoryMarshal.AsBytes(values.Span));
        hash.AppendData(BitConverter.GetBytes(state.Step));
        hash.AppendData(BitConverter.GetBytes(state.LossSum));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // A checkpoint saves time, nothing else: one that is damaged or of another stage is as good as none.
    private void GoOnFromCheckpoint()
    {
        if (!File.Exists(context.Work.CheckpointFile))
            return;
        try
        {
            var (model, state, notes) = ModelFile.ReadTraining(context.Work.CheckpointFile);
            if (
                notes.GetValueOrDefault(StageNote) != context.Stage.Key.Hex
                || !model.Graph.Equals(network.Graph)
                || notes.GetValueOrDefault(HashNote) != HashOf(model, state)
            )
                return;
            loop.Restore(state);
            network.Load(model);
            var seconds = notes.GetValueOrDefault(SecondsNote);
            if (double.TryParse(seconds, CultureInfo.InvariantCulture, out var earlier))
                _earlierSeconds = earlier;
        }
        catch (InvalidDataException)
        {
            // Restoring checks before it changes anything, so the stage begins where it would have.
        }
    }
}

/// <summary>The part of a training that a stage covers.</summary>
/// <param name="From">Epochs done before.</param>
/// <param name="To">Epochs done after.</param>
/// <param name="Epochs">The whole horizon.</param>
internal readonly record struct TrainingSpan(double From, double To, int Epochs)
{
    /// <summary>The steps done at a point of the training: round(epochs · steps of one), but at least one after the start.</summary>
    public static long StepAt(double epochs, int stepsPerEpoch) =>
        epochs == 0
            ? 0
            : Math.Max(1, (long)Math.Round(epochs * stepsPerEpoch, MidpointRounding.AwayFromZero));
}

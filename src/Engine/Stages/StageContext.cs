using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Measuring;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using static TorchSharp.torch;

namespace Slimfront.Engine.Stages;

/// <summary>What an operation works with.</summary>
/// <param name="Work">The order.</param>
/// <param name="Data">The data set on the device.</param>
/// <param name="Techniques">What its parameters may name.</param>
/// <param name="Monitor">Told of progress; asked whether to stop.</param>
/// <param name="Clock">Measures time.</param>
/// <param name="Pace">How often to do what takes time away from work.</param>
/// <param name="Device">Where tensors go.</param>
public sealed record StageContext(
    StageWork Work,
    DeviceData Data,
    StageTechniques Techniques,
    IStageMonitor Monitor,
    TimeProvider Clock,
    Pace Pace,
    Device Device
)
{
    /// <summary>The stage.</summary>
    public Stage Stage => Work.Stage;

    /// <summary>Its parameters.</summary>
    public StageParameters Parameters { get; } = new(Work.Stage);

    /// <summary>A measure of the task that the data are for.</summary>
    /// <exception cref="StageRefusedException">There is none of that key.</exception>
    public IMeasure Measure(string key) =>
        Techniques.Data.Measures.For(Data.Data.Task.Answers) is var measures && measures.Has(key)
            ? measures[key].Create(Configuration.Empty)
            : throw Parameters.Refuse($"no measure of its task is called '{key}'");

    /// <summary>A model as measures of models take it.</summary>
    public MeasuredModel Measured(Model model, Network network, string split) =>
        new(model, network, Data, split, Stage.Seed, get_num_threads(), Clock);

    /// <summary>The task's loss, which smooths nothing.</summary>
    public ITargetLoss Loss => Data.Data.Task.Loss(smoothing: 0);

    /// <summary>Whether the stage has an input with a role.</summary>
    public bool Has(string role) => Stage.Find(role) is not null;

    /// <summary>Checks that the stage has no other inputs than those an operation knows.</summary>
    /// <exception cref="StageRefusedException">It has.</exception>
    public void CheckInputs(params ReadOnlySpan<string> known)
    {
        foreach (var input in Stage.Inputs)
            if (!known.Contains(input.Role))
                throw Parameters.Refuse($"it has no use for the input '{input.Role}'");
    }

    /// <summary>The path of the artifact of an input.</summary>
    /// <exception cref="StageRefusedException">The stage has no such input.</exception>
    public string Input(string role) =>
        Has(role) ? Work.Input(role) : throw Parameters.Refuse($"it needs the input '{role}'");

    /// <summary>The model of an input, without what may still stand beside it: see <see cref="Scaffold"/>.</summary>
    /// <exception cref="StageRefusedException">The stage has no such input, or its model is for other data.</exception>
    /// <exception cref="InvalidDataException">The artifact is damaged.</exception>
    public Model ReadModel(string role) => Fitting(Scaffold.Strip(ModelFile.Read(Input(role))), role);

    /// <summary>The network of a model on the device; its answers are wanted, and it stays as it is.</summary>
    /// <exception cref="StageRefusedException">It is a file that does not run here.</exception>
    public Network Place(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var network = new Network(model, Device);
        if (BlackBoxes.In(model.Graph) is not { } box)
            return network;
        try
        {
            var format = Techniques.Networks[box.Format].Create(Configuration.Empty);
            network.Rule = new BlackBoxRule(format.Open(BlackBoxes.FileOf(model), model.Graph.Input));
            return network;
        }
        catch (Exception e) when (e is InvalidDataException or KeyNotFoundException)
        {
            network.Dispose();
            throw Parameters.Refuse($"the network that was given does not run here: {e.Message}");
        }
    }

    /// <summary>The model of an input, which must not be quantized yet.</summary>
    /// <exception cref="StageRefusedException">The stage has no such input, or its model is quantized or for other data.</exception>
    public Model ReadUnquantized(string role)
    {
        var model = ReadModel(role);
        return model.Grids.IsEmpty ? model : throw Parameters.Refuse($"its {role} is quantized already");
    }

    /// <summary>A model, if it is for this data.</summary>
    /// <exception cref="StageRefusedException">It is not.</exception>
    public Model Fitting(Model model, string role)
    {
        ArgumentNullException.ThrowIfNull(model);
        var data = Data.Data;
        var outputs = data.Targets.Outputs;
        if (!model.Graph.Input.Dimensions.SequenceEqual(data.Shape) || model.Graph.Outputs != outputs)
            throw Parameters.Refuse(
                $"its {role} answers {model.Graph.Outputs} numbers for inputs {model.Graph.Input}; '{data.Name}' has {outputs} for {string.Join('×', data.Shape)}"
            );
        return model.Normalisation.Equals(data.Normalisation)
            ? model
            : throw Parameters.Refuse($"its {role} normalises inputs otherwise than '{data.Name}' does");
    }

    /// <summary>Reports progress, and stops if that is asked for.</summary>
    /// <exception cref="OperationCanceledException">It is.</exception>
    public void Advance(double fraction, string text)
    {
        Monitor.Report(fraction, text);
        Monitor.Stop.ThrowIfCancellationRequested();
    }
}

/// <summary>How often to do what takes time away from work.</summary>
/// <param name="Report">Shortest time between reports of progress.</param>
/// <param name="Checkpoint">Longest time between checkpoints; at the ends of epochs they may come five times as often.</param>
public sealed record Pace(TimeSpan Report, TimeSpan Checkpoint)
{
    /// <summary>Reports five times a second, checkpoints every five seconds.</summary>
    public static Pace Default { get; } = new(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(5));

    /// <summary>The share of its time that a training may spend on seeing how good the network is by now.</summary>
    public double Watching { get; init; } = 0.03;
}

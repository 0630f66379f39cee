using System.Globalization;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Recipes;

/// <summary>A recipe in words, read from the stages that will run, so that it cannot say anything else.</summary>
/// <remarks>
/// Each operation on the model's own line says what it does, in order; what the study settles for all recipes is not said. Two
/// recipes have the same words exactly if they have the same stages, up to the four digits that numbers are given to.
/// </remarks>
internal sealed class RecipeText : IStageSurroundings
{
    private const string Separator = " · ";

    private readonly Dictionary<StageKey, Stage> _stages;
    private readonly RecipeContext _context;

    private RecipeText(IEnumerable<Stage> stages, RecipeContext context) =>
        (_stages, _context) = (stages.ToDictionary(s => s.Key), context);

    /// <summary>The words for a model.</summary>
    /// <param name="stages">Every stage that leads to it.</param>
    /// <param name="model">The stage whose artifact it is.</param>
    /// <param name="context">The study.</param>
    public static string Of(IEnumerable<Stage> stages, Stage model, RecipeContext context) =>
        new RecipeText(stages, context).Line(model);

    /// <inheritdoc/>
    public Stage? Find(StageKey key) => _stages.GetValueOrDefault(key);

    /// <inheritdoc/>
    public string NameOf(Stage network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Key == _context.Teacher.Stage.Key)
            return "teacher";
        var words = new StageWords(network, this);
        if (
            !network.Is<Distil>()
            || TrainingParameters.Of(network).Model is null
            || words.Teacher() is not { } above
        )
            return $"[{Line(network)}]";
        // An assistant: "teacher via plain-cnn 6×0.5, plain-cnn 6×0.25".
        var name = NameOf(above);
        words.Leave("from", "to");
        return $"{name}{(name.Contains(" via ", StringComparison.Ordinal) ? "," : " via")} {words.SayModel(TrainingParameters.Family)}{words.Rest()}";
    }

    /// <inheritdoc/>
    public IStageOperation Operation(Stage stage) => _context.Techniques.Operation(stage);

    /// <inheritdoc/>
    public Configuration Usual(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        if (stage.Is<Ticket>())
            return Settled.Ticket(stage.Parameters.Real("rate"), _context);
        if (Operation(stage) is not ITrainingOperation)
            return Configuration.Empty;
        var from = Main(stage);
        if (from is not null && Operation(from).IsRewind)
            return Repeated(from);
        var usual = Training(stage, from).Write().Under("training");
        return stage.Is<Distil>() ? usual.With(LessonBefore(from).Write()) : usual;
    }

    private TrainingOptions Training(Stage stage, Stage? from)
    {
        if (stage.Key == _context.Teacher.Stage.Key)
            return _context.TeacherTraining;
        if (stage.Is<Hint>())
            return Settled.Hinting(_context);
        var parameters = TrainingParameters.Of(stage);
        if (from is null || IsPreparation(from) || parameters.IsFresh)
            return _context.Training;
        return parameters.Rounding is null ? _context.FineTuning : Settled.Rounding(_context);
    }

    private bool IsPreparation(Stage stage) => Operation(stage) is ITrainingOperation { IsPreparation: true };

    // What the network has learnt by on its own line; by what the study says otherwise.
    private Lesson LessonBefore(Stage? from)
    {
        for (var stage = from; stage is not null; stage = Main(stage))
            if (stage.Is<Distil>())
                return Lesson.Of(stage.Parameters);
        return _context.Lesson;
    }

    // The training that a rewound network repeats, but for its beginning.
    private Configuration Repeated(Stage rewind)
    {
        if (Main(rewind) is not { } trained || Operation(trained) is not ITrainingOperation)
            return Configuration.Empty;
        var parameters = TrainingParameters.Of(trained) with { Model = null, IsFresh = false };
        return parameters.Write().Without("from").Without("to");
    }

    private string Line(Stage model)
    {
        var line = new Stack<Stage>();
        for (var stage = model; stage is not null; stage = Main(stage))
            if (line.Count == 0 || !IsPartOf(line.Peek(), stage))
                line.Push(stage);
        var said = Said(line.ToList()).Where(t => t.Length > 0).ToList();
        return string.Join(Separator, Counted(said));
    }

    // Several steps of pruning are said as one where each removes its share and recovers alike.
    private IEnumerable<string> Said(List<Stage> line)
    {
        var prunings = line.Index().Where(s => s.Item.Is<Prune>()).ToList();
        var (first, last, count) =
            prunings.Count == 0 ? (0, 0, 0) : (prunings[0].Index, prunings[^1].Index, prunings.Count);
        var texts = line.Select(Say).ToList();
        if (count < 2 || !AreEven(prunings.Select(p => p.Item)) || !IsPeriodic(texts, first, last, count))
            return texts;
        texts[last] += string.Create(CultureInfo.InvariantCulture, $" in {count} steps");
        return texts.Where((_, i) => i < first || i >= last);
    }

    private static bool AreEven(IEnumerable<Stage> stages)
    {
        var prunings = stages.Select(PruningParameters.Of).ToArray();
        var all = prunings[^1].Amount.Ratio;
        return prunings
            .Index()
            .All(p =>
                p.Item with { Amount = p.Item.Amount with { Ratio = all } } == prunings[^1]
                && Math.Abs(p.Item.Amount.Ratio - (all * (p.Index + 1) / prunings.Length)) < 1e-9
            );
    }

    private static bool IsPeriodic(List<string> texts, int first, int last, int count)
    {
        var period = (last - first) / (count - 1);
        return (last - first) % (count - 1) == 0
            && Enumerable
                .Range(first, last - first)
                .All(i =>
                    (i - first) % period == 0 || i + period >= texts.Count || texts[i] == texts[i + period]
                );
    }

    private string Say(Stage stage)
    {
        var words = new StageWords(stage, this);
        var text = Operation(stage).Describe(words);
        var rest = words.Rest();
        return text.Length == 0 && rest.Length > 0 ? $"trained again{rest}" : text + rest;
    }

    // Equal words in a row are said once: "3 × ticket of 20 %".
    private static IEnumerable<string> Counted(List<string> said)
    {
        for (var i = 0; i < said.Count; )
        {
            var count = said.Skip(i).TakeWhile(t => t == said[i]).Count();
            yield return count == 1
                ? said[i]
                : string.Create(CultureInfo.InvariantCulture, $"{count} × {said[i]}");
            i += count;
        }
    }

    // What a stage's network was before.
    private Stage? Main(Stage stage) => Operation(stage).Continues(stage) is { } key ? Find(key) : null;

    // A training in parts is one training.
    private static bool IsPartOf(Stage later, Stage earlier) =>
        later.Operation == earlier.Operation && later.Find(TrainingParameters.Previous) == earlier.Key;
}

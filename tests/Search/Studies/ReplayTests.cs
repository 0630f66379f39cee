using CsCheck;
using Slimfront.Search.Randomness;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Tests.Studies;

/// <summary>A study that was killed goes on as if nothing had happened, with every sampler.</summary>
public sealed class ReplayTests
{
    // What is in the catalog, and one from outside of it.
    private static readonly Catalog<ISampler> Samplers = Catalog.Scan<ISampler>(
        "sampler",
        typeof(ISampler).Assembly,
        typeof(ReplayTests).Assembly
    );

    // Models begin early, so that most suggestions are theirs.
    private static readonly Configuration Early = Configuration.Of(
        ("startup", Value.Of(4L)),
        ("population", Value.Of(4L)),
        ("points", Value.Of(3L))
    );

    private static IEnumerable<string> Keys => Samplers.All.Select(s => s.Key);

    [Test]
    public void A_study_killed_at_any_event_and_resumed_makes_the_same_trials(
        [ValueSource(nameof(Keys))] string key,
        [Values(1, 3, 6)] int lag
    )
    {
        var spec = Spec(key, lag);
        var whole = New(spec).ToEnd(new Pcg(7), slots: 2, Fails);
        var told = Told(whole.Study);
        Assert.That(whole.Study.Trials.Select(t => t.Origin), Is.All.EqualTo(key));
        Gen.Select(Gen.Int[1, whole.Events.Count], Gen.ULong, Gen.Int[1, 4])
            .Sample(
                (cut, seed, slots) =>
                    Told(New(spec).GoOnFrom(whole.Events.Take(cut)).ToEnd(new Pcg(seed), slots, Fails).Study)
                    == told,
                iter: 8,
                threads: 1
            );
    }

    [Test]
    public void Without_lag_too_what_follows_from_a_journal_by_rule_is_the_same_after_every_event(
        [ValueSource(nameof(Keys))] string key
    )
    {
        var spec = Spec(key, lag: null);
        var whole = New(spec).ToEnd(new Pcg(3), slots: 3, Fails);
        Gen.Int[1, whole.Events.Count]
            .Sample(
                cut =>
                {
                    var resumed = New(spec);
                    resumed.Events.Clear();
                    foreach (var happened in whole.Events.Take(cut))
                        resumed.Happen(happened);
                    resumed.Settle();
                    var first = whole.Events.Skip(cut).TakeWhile(IsByRule).Select(Told);
                    return resumed.Events.Skip(cut).Select(Told).SequenceEqual(first);
                },
                iter: 8,
                threads: 1
            );
    }

    private static StudySpec Spec(string key, int? lag) =>
        new()
        {
            Sampler = Configuration.Of(("sampler", Value.Of(key))),
            Budget = new(Trials: 14),
            Lag = lag,
            InFlight = 4,
            Attempts = new(Tries: 1),
        };

    // A new sampler each time: nothing that one remembers may matter.
    private static Simulation New(StudySpec spec) =>
        new(
            spec,
            Samplers[spec.Sampler.Text("sampler")].Create(Early),
            new BroadPipeline(),
            BroadPipeline.Result
        );

    private static bool Fails(Stage stage) => stage.Operation == "train" && stage.Key.Hex[0] is '0' or '1';

    private static bool IsByRule(StudyEvent happened) =>
        happened
            is StudyEvent.TrialStarted
                or StudyEvent.TrialEnded
                or StudyEvent.Exhausted
                or StudyEvent.TestRequested
                or StudyEvent.TestMeasured
                or StudyEvent.Finished;

    private static string Told(Study study) =>
        $"{study.Reason}\n{string.Join('\n', study.Trials.Select(t => $"{t.Origin} {t.Configuration} {t.Outcome} {t.Test}"))}";

    private static string Told(StudyEvent happened) =>
        happened switch
        {
            StudyEvent.TrialStarted e => $"{e.Trial.Number} {e.Trial.Configuration}",
            StudyEvent.TestRequested e => $"test {string.Join(' ', e.Front)}",
            _ => $"{happened}",
        };
}

/// <summary>A sampler such as a plug-in brings: it stays near the trial with the best first objective.</summary>
public sealed class OutsideSampler : ISampler, IDescribed<ISampler>
{
    public static Technique<ISampler> Technique { get; } =
        new("outside", "—", "Half of the values of the best trial.", [], _ => new OutsideSampler());

    public Configuration Suggest(StudySnapshot history, TrialNumber number, int draw, Random random)
    {
        var best = history
            .Trials.Where(t => t.Measurement is not null)
            .MinBy(t => t.Measurement!.Losses(history.Objectives)[0]);
        return history.Space.Complete(n =>
            random.Next(2) == 0 && best?.Configuration.Find(n.Path) is { } value
                ? value
                : n.Parameter.FromUnit(random.NextDouble())
        );
    }
}

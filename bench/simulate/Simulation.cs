using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Bench;
using Slimfront.Search.Pareto;
using Slimfront.Search.Randomness;
using Slimfront.Search.Rules;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Simulate.Bench;

/// <summary>What is simulated.</summary>
/// <param name="Trials">Trials of the study.</param>
/// <param name="Slots">Slots.</param>
/// <param name="PerNode">Slots of a node.</param>
/// <param name="Lag">The study's lag; null for none, with that many trials in flight as there are slots, twice.</param>
/// <param name="Sampler">The sampler's key.</param>
/// <param name="StudySeed">The study's seed.</param>
/// <param name="IsShared">Whether trials share stages.</param>
/// <param name="IsActor">Whether the coordinator's actor and journal take part, and their real time counts.</param>
/// <param name="Deaths">The share of stages during which a node's process dies.</param>
internal sealed record Simulation(
    int Trials,
    int Slots,
    int? Lag,
    string Sampler = "random",
    ulong StudySeed = 1,
    bool IsShared = true,
    bool IsActor = false,
    double Deaths = 0,
    int PerNode = 8
)
{
    private static readonly Catalog<ISampler> Samplers = SearchTechniques.Of().Samplers;

    /// <summary>Runs the study to its end.</summary>
    public Outcome Run()
    {
        var clock = new VirtualTime();
        var world = new World(clock, isTimed: IsActor);
        var sampler = new TimedSampler(Samplers.Create(Spec.Sampler, "sampler"));
        var settings = new CoordinatorSettings
        {
            Source = "http://coordinator/",
            Rules = spec =>
            {
                var pipeline = new SimulatedPipeline(IsShared);
                return new(pipeline, sampler, pipeline.Space(spec));
            },
            Grace = TimeSpan.Zero,
            TickInterval = TimeSpan.FromDays(1),
            WatchesMembers = false,
            Clock = clock,
        };
        using ICoordinator coordinator = IsActor
            ? new ActorCoordinator(settings)
            : new DeskCoordinator(settings);
        world.Coordinator = coordinator;
        var slots = Enumerable
            .Range(0, Slots)
            .Select(i => new SimulatedSlot(world, $"node{i / PerNode:0000}", i % PerNode))
            .ToArray();
        // Slots greet at their own times.
        for (var i = 0; i < slots.Length; i++)
            world.After(World.HelloInterval * i / slots.Length, slots[i].Rise);
        Kill(world, slots);
        var watch = Stopwatch.StartNew();
        world.After(0, () => world.Handle(ActorRefs.Nobody, new Submit(Spec)));
        // Looked at every virtual second; asking for the end of the search is enough, its tests are a second phase.
        double? end = null;
        world.Run(() =>
        {
            if (!coordinator.Studies.TryGetValue(Spec.Name, out var study))
                return false;
            if (study.Phase is not StudyPhase.Searching)
                end ??= world.Now;
            return study.Phase is StudyPhase.Finished;
        });
        return new(this, coordinator.Studies[Spec.Name], world, end!.Value, watch.Elapsed, sampler);
    }

    private StudySpec Spec =>
        new()
        {
            Name = "simulated",
            Seed = StudySeed,
            Objectives = PipelineProblem.Instance.Objectives(analytic: -1),
            Budget = new(Trials),
            Lag = Lag,
            InFlight = 2 * Slots,
            Baselines = 0,
            Sampler = Configuration.Of(("sampler", Value.Of(Sampler))),
            Data = new("none", "none", [1], 2, 1, 1, 1),
        };

    // A process dies, silently, about every so many seconds, and comes back after 20 s as another incarnation.
    private void Kill(World world, SimulatedSlot[] slots)
    {
        if (Deaths <= 0)
            return;
        var random = Seed.For(7, "deaths");
        var interval = 30.0 / (Deaths * Slots);
        Next();

        void Next()
        {
            slots[random.Next(slots.Length)].Die(pause: 20);
            world.After(interval * 2 * random.NextDouble(), Next);
        }
    }

    /// <summary>What came out.</summary>
    internal sealed record Outcome(
        Simulation Of,
        Study Study,
        World World,
        double End,
        TimeSpan Took,
        TimedSampler Sampler
    )
    {
        /// <summary>Seconds of completed stages, each once.</summary>
        public double Work =>
            Study.Stages.Values.Where(n => n.Result is not null).Sum(n => n.Result!.Seconds);

        /// <summary>Seconds of the longest chain of stages.</summary>
        public double Chain => Study.Stages.Values.Max(n => Depth(n.Stage, []));

        /// <summary>No schedule is shorter: all work on all slots, or the longest chain.</summary>
        public double Bound => Math.Max(Work / Of.Slots, Chain);

        /// <summary>The share of the slots' time until the end in which they worked.</summary>
        public double BusyShare => World.Busy / (Of.Slots * World.Now);

        /// <summary>Hypervolume of all trials.</summary>
        public double Volume =>
            Hypervolume.Of(
                Study
                    .Trials.Select(t => t.Measurement)
                    .OfType<Search.Objectives.Measurement>()
                    .Select(m => m.Losses(Study.Spec.Objectives)),
                PipelineProblem.Instance.Reference
            );

        /// <summary>The trials, in a few digits.</summary>
        public string Fingerprint =>
            Convert.ToHexStringLower(
                SHA256.HashData(
                    Encoding.UTF8.GetBytes(
                        string.Join('\n', Study.Trials.Select(t => $"{t.Configuration} {t.Measurement}"))
                    )
                )
            )[..8];

        private double Depth(Stage stage, Dictionary<StageKey, double> known)
        {
            if (!known.TryGetValue(stage.Key, out var depth))
                known[stage.Key] = depth =
                    SimulatedPipeline.Seconds(stage)
                    + stage
                        .Inputs.Select(i => Depth(Study.Stages[i.Stage].Stage, known))
                        .DefaultIfEmpty(0)
                        .Max();
            return depth;
        }
    }
}

/// <summary>A sampler whose time is known.</summary>
internal sealed class TimedSampler(ISampler sampler) : ISampler
{
    public double Milliseconds { get; private set; }

    public Configuration? Suggest(StudySnapshot history, TrialNumber number, int draw, Random random)
    {
        var start = ProcessorClock.ProcessMilliseconds;
        var suggested = sampler.Suggest(history, number, draw, random);
        Milliseconds += ProcessorClock.ProcessMilliseconds - start;
        return suggested;
    }
}

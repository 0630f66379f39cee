using MessagePack;
using Slimfront.Search;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Serialization;

/// <summary>Requests.</summary>
internal static class SpecCodec
{
    public static void Write(ref MessagePackWriter writer, StudySpec spec)
    {
        writer.WriteArrayHeader(18);
        writer.Write(spec.Name);
        writer.Write(spec.Seed);
        writer.WriteList(spec.Objectives, Write);
        writer.WriteList(spec.Limits, Write);
        BudgetCodec.Write(ref writer, spec.Budget);
        SpaceCodec.Write(ref writer, spec.Sampler);
        writer.WriteOptional(spec.Lag);
        writer.Write(spec.InFlight);
        // A request that lists none leaves the choice to the coordinator's node.
        if (spec.WarmStart.IsDefault)
            writer.WriteNil();
        else
            writer.WriteList(spec.WarmStart, SpaceCodec.Write);
        writer.WriteMap(spec.Restrictions, SpaceCodec.Write);
        SpaceCodec.Write(ref writer, spec.Settings);
        writer.WriteOptional(spec.Data, Write);
        Write(ref writer, spec.Attempts);
        SpaceCodec.Write(ref writer, spec.Scheduler);
        writer.WriteList(spec.Rungs, (ref MessagePackWriter w, double share) => w.Write(share));
        writer.Write(spec.Baselines);
        writer.Write(spec.Priority);
        writer.Write($"{spec.Requires}");
    }

    public static StudySpec ReadSpec(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 12);
        var spec = new StudySpec
        {
            Name = reader.ReadText(),
            Seed = reader.ReadUInt64(),
            Objectives = reader.ReadList(ReadObjective),
            Limits = reader.ReadList(ReadLimit),
            Budget = BudgetCodec.Read(ref reader),
            Sampler = SpaceCodec.ReadConfiguration(ref reader),
            Lag = checked((int?)reader.ReadOptionalInteger()),
            InFlight = reader.ReadInt32(),
            WarmStart = reader.TryReadNil() ? default : reader.ReadList(SpaceCodec.ReadConfiguration),
            Restrictions = reader.ReadMap(SpaceCodec.ReadRestriction),
            Settings = SpaceCodec.ReadConfiguration(ref reader),
            Data = reader.ReadOptional(ReadData),
            Attempts = present > 12 ? ReadAttempts(ref reader) : new(),
        };
        if (present > 14)
            spec = spec with
            {
                Scheduler = SpaceCodec.ReadConfiguration(ref reader),
                Rungs = reader.ReadList((ref MessagePackReader r) => r.ReadDouble()),
            };
        // Studies from before there were baselines go on without.
        spec = spec with
        {
            Baselines = present > 15 ? reader.ReadInt32() : 0,
            Priority = present > 16 ? reader.ReadInt32() : 1,
            Requires = present > 17 ? ReadLabels(ref reader) : Labels.None,
        };
        reader.End(present, known: 18);
        return spec;
    }

    private static Labels ReadLabels(ref MessagePackReader reader)
    {
        var text = reader.ReadText();
        try
        {
            return Labels.Parse(text);
        }
        catch (UserErrorException e)
        {
            throw new MalformedException(e.Message);
        }
    }

    public static void Write(ref MessagePackWriter writer, AttemptLimits limits)
    {
        writer.WriteArrayHeader(3);
        writer.Write(limits.Tries);
        writer.WriteOptional(limits.Time?.Ticks);
        writer.WriteOptional(limits.MemoryBytes);
    }

    public static AttemptLimits ReadAttempts(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 1);
        var limits = new AttemptLimits(
            reader.ReadInt32(),
            present > 1 ? reader.ReadOptionalTime() : null,
            present > 2 ? reader.ReadOptionalInteger() : null
        );
        reader.End(present, known: 3);
        return limits;
    }

    private static void Write(ref MessagePackWriter writer, Objective objective)
    {
        writer.WriteArrayHeader(7);
        writer.Write(objective.Key);
        writer.Write(objective.Unit);
        writer.Write(objective.Direction == Direction.Maximise);
        writer.Write(objective.IsAnalytic);
        writer.Write(objective.IsReproducible);
        writer.Write(objective.IsShare);
        writer.Write(objective.Title);
    }

    private static Objective ReadObjective(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 4);
        var objective = new Objective(
            reader.ReadText(),
            reader.ReadText(),
            reader.ReadBoolean() ? Direction.Maximise : Direction.Minimise,
            reader.ReadBoolean(),
            present <= 4 || reader.ReadBoolean()
        );
        objective = objective with
        {
            IsShare = present > 5 ? reader.ReadBoolean() : objective.Key == Objective.Accuracy.Key,
            Title = present > 6 ? reader.ReadText() : objective.Key,
        };
        reader.End(present, known: 7);
        return objective;
    }

    public static void Write(ref MessagePackWriter writer, Limit limit)
    {
        writer.WriteArrayHeader(3);
        writer.Write(limit.Objective);
        writer.Write(limit.Bound);
        // 0: as the objective of that name says.
        writer.Write(limit.Direction is { } direction ? 1 + (int)direction : 0);
    }

    public static Limit ReadLimit(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var limit = new Limit(reader.ReadText(), reader.ReadDouble());
        if (present > 2 && reader.ReadInt32() is > 0 and var direction)
            limit = limit with { Direction = direction == 1 ? Direction.Minimise : Direction.Maximise };
        reader.End(present, known: 3);
        return limit;
    }

    private static void Write(ref MessagePackWriter writer, DataInfo data)
    {
        writer.WriteArrayHeader(13);
        writer.Write(data.Name);
        writer.Write(data.Fingerprint);
        writer.WriteList(data.Shape, (ref MessagePackWriter w, int length) => w.Write(length));
        writer.Write(data.Outputs);
        writer.Write(data.Train);
        writer.Write(data.Validation);
        writer.Write(data.Test);
        writer.WriteList(data.OutputNames, (ref MessagePackWriter w, string name) => w.Write(name));
        writer.Write(data.Reading);
        writer.WriteList(data.Warnings, (ref MessagePackWriter w, string warning) => w.Write(warning));
        writer.Write(data.Output);
        writer.WriteList(data.Measures, Write);
        writer.WriteList(
            data.Scales,
            (ref MessagePackWriter w, Scale scale) =>
            {
                w.WriteArrayHeader(2);
                w.Write(scale.Mean);
                w.Write(scale.Deviation);
            }
        );
    }

    private static DataInfo ReadData(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 7);
        var data = new DataInfo(
            reader.ReadText(),
            reader.ReadText(),
            reader.ReadList((ref MessagePackReader r) => r.ReadInt32()),
            reader.ReadInt32(),
            reader.ReadInt32(),
            reader.ReadInt32(),
            reader.ReadInt32()
        );
        // Studies from before names were kept do without.
        if (present > 9)
            data = data with
            {
                OutputNames = reader.ReadList((ref MessagePackReader r) => r.ReadText()),
                Reading = reader.ReadText(),
                Warnings = reader.ReadList((ref MessagePackReader r) => r.ReadText()),
            };
        // Before there were tasks, all data had classes.
        if (present > 12)
            data = data with
            {
                Output = reader.ReadText(),
                Measures = reader.ReadList(ReadObjective),
                Scales = reader.ReadList(ReadScale),
            };
        reader.End(
            present,
            known: present > 12 ? 13
                : present > 9 ? 10
                : 7
        );
        return data;
    }

    private static Scale ReadScale(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var scale = new Scale(reader.ReadDouble(), reader.ReadDouble());
        reader.End(present, known: 2);
        return scale;
    }
}

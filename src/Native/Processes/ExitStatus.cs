using System.Globalization;

namespace ActorServer.Native.Processes;

/// <summary>How a process ended: with an exit code of its own, or by a signal. <c>exit 137</c> is not signal 9.</summary>
internal readonly record struct ExitStatus
{
    private ExitStatus(int? code, int? signal)
    {
        Code = code;
        Signal = signal;
    }

    /// <summary>
    /// Somebody else in this process has reaped the child (a <c>wait</c> for any child), so how it ended is not known. It
    /// is gone all the same.
    /// </summary>
    public static ExitStatus Unknown => default;

    /// <summary>The exit code, if it ended by itself.</summary>
    public int? Code { get; }

    /// <summary>The signal that ended it.</summary>
    public int? Signal { get; }

    /// <summary>It ended by itself, with this code.</summary>
    public static ExitStatus FromCode(int code) => new(code, null);

    /// <summary>It was ended by this signal.</summary>
    public static ExitStatus FromSignal(int signal) => new(null, signal);

    /// <summary><c>code:3</c>, <c>signal:9</c> or <c>unknown</c>: the value of a record's <c>exit</c> field.</summary>
    public override string ToString() => this switch
    {
        { Code: { } code } => string.Create(CultureInfo.InvariantCulture, $"code:{code}"),
        { Signal: { } signal } => string.Create(CultureInfo.InvariantCulture, $"signal:{signal}"),
        _ => "unknown",
    };
}

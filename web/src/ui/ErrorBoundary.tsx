import { Component, type ReactNode } from "react";
import { InvalidElementCard } from "./InvalidElementCard";

interface Props {
  readonly kind: string;
  /** The boundary tries again when this changes. */
  readonly subject: unknown;
  readonly children: ReactNode;
}

interface State {
  readonly problem: string | null;
  readonly subject: unknown;
}

/** Keeps the failure of one element from taking the page with it. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { problem: null, subject: this.props.subject };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.subject === state.subject ? null : { problem: null, subject: props.subject };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    return problem === null ? (
      this.props.children
    ) : (
      <InvalidElementCard kind={this.props.kind} problem={problem} />
    );
  }
}
